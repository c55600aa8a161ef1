import { useId } from 'react';
import { CopyButton } from './copy-button';
import classes from './copy-field.module.css';

interface CopyFieldProps {
  label: string;
  description?: string;
  value: string;
}

/** A value to take elsewhere: an address, a key, a record. Always left to right. */
export function CopyField({ label, description, value }: CopyFieldProps) {
  const id = useId();
  return (
    <div>
      <p className={classes.label} id={id}>
        {label}
      </p>
      {description ? <p className={classes.description}>{description}</p> : null}
      <div className={classes.field} role="group" aria-labelledby={id}>
        <code dir="ltr">{value}</code>
        <CopyButton value={value} size="xs" />
      </div>
    </div>
  );
}

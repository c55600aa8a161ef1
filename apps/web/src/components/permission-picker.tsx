import { useId } from 'react';
import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { areaOf, usePermissionText } from './permission-text';
import classes from './permission-picker.module.css';

interface PermissionPickerProps {
  label: string;
  description?: string;
  /** What there is to choose from. */
  available: readonly { id: string; description?: string }[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** What the one who chooses holds: nobody gives away more than that. */
  held: ReadonlySet<string>;
  error?: string | null;
}

function byArea(available: PermissionPickerProps['available']): [string, PermissionPickerProps['available']][] {
  const areas = new Map<string, { id: string; description?: string }[]>();
  for (const permission of available) {
    const area = areaOf(permission.id);
    areas.set(area, [...(areas.get(area) ?? []), permission]);
  }
  return [...areas];
}

/** Permissions by area, each in plain words with its name in the API. */
export function PermissionPicker(props: PermissionPickerProps) {
  const { available, value, onChange, held, error } = props;
  const { t } = useTranslation('permissions');
  const words = usePermissionText();
  const id = useId();
  const toggle = (permission: string, on: boolean) =>
    onChange(on ? [...value, permission] : value.filter((one) => one !== permission));

  return (
    <div role="group" aria-labelledby={`${id}-label`} aria-describedby={error ? `${id}-error` : undefined}>
      <p className={classes.label} id={`${id}-label`}>
        {props.label}
      </p>
      {props.description ? <p className={classes.description}>{props.description}</p> : null}
      {error ? (
        <p className={classes.error} id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
      <div className={classes.areas}>
        {byArea(available).map(([area, permissions]) => (
          <div key={area} role="group" aria-label={words.area(area)} className={classes.area}>
            <p className={classes.areaName}>{words.area(area)}</p>
            {permissions.map((permission) => {
              const { label, help } = words.of(permission.id, permission.description);
              const mayGive = held.has(permission.id) || value.includes(permission.id);
              return (
                <Checkbox
                  key={permission.id}
                  label={label}
                  description={mayGive ? help : t('notHeld')}
                  checked={value.includes(permission.id)}
                  disabled={!mayGive}
                  onChange={(event) => toggle(permission.id, event.currentTarget.checked)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

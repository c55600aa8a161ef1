import type { ReactNode } from 'react';
import classes from './two-lines.module.css';

interface TwoLinesProps {
  title: ReactNode;
  children?: ReactNode;
}

/** A cell of a table with something quiet under what it says. */
export function TwoLines({ title, children }: TwoLinesProps) {
  return (
    <span className={classes.lines}>
      {title}
      {children ? <span className={classes.below}>{children}</span> : null}
    </span>
  );
}

/** The name of what a row is about. */
export function RowName({ children }: { children: ReactNode }) {
  return <bdi className={classes.title}>{children}</bdi>;
}

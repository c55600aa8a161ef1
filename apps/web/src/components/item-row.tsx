import type { ReactNode } from 'react';
import classes from './item-row.module.css';

/** Rows in a card, each with what it is and what can be done with it. */
export function ItemRows({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {children}
    </ul>
  );
}

interface ItemRowProps {
  title: ReactNode;
  /** Beside the title: states. */
  pills?: ReactNode;
  actions?: ReactNode;
  icon?: ReactNode;
  children?: ReactNode;
}

export function ItemRow({ title, pills, actions, icon, children }: ItemRowProps) {
  return (
    <li className={classes.row}>
      {icon}
      <div className={classes.body}>
        <div className={classes.line}>
          <span className={classes.title}>{title}</span>
          {pills}
        </div>
        {children}
      </div>
      {actions ? <div className={classes.actions}>{actions}</div> : null}
    </li>
  );
}

/** Quiet facts under a row's title, in one line where there is room. */
export function ItemFacts({ children }: { children: ReactNode }) {
  return <div className={classes.facts}>{children}</div>;
}

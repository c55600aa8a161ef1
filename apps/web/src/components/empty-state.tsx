import type { ReactNode } from 'react';
import type { Icon } from '@tabler/icons-react';
import classes from './states.module.css';

interface EmptyStateProps {
  icon?: Icon;
  title: string;
  /** What this place is for, and the first step. */
  children?: ReactNode;
  action?: ReactNode;
  /** When it is the whole page, its title is the page's heading. */
  asPage?: boolean;
}

export function EmptyState({ icon: Glyph, title, children, action, asPage = false }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      {Glyph ? (
        <span className={classes.glyph}>
          <Glyph size={26} stroke={1.5} aria-hidden />
        </span>
      ) : null}
      {asPage ? <h1 className={classes.title}>{title}</h1> : <p className={classes.title}>{title}</p>}
      {children ? <div className={classes.text}>{children}</div> : null}
      {action ? <div className={classes.action}>{action}</div> : null}
    </div>
  );
}

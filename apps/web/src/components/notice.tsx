import type { ReactNode } from 'react';
import type { Icon } from '@tabler/icons-react';
import classes from './notice.module.css';

interface NoticeProps {
  tone: 'info' | 'warn' | 'bad';
  icon: Icon;
  title?: string;
  /** Spoken at once by screen readers: for what must not be missed. */
  urgent?: boolean;
  children: ReactNode;
}

/** What somebody should know before anything else on the page. */
export function Notice({ tone, icon: Glyph, title, urgent = false, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role={urgent ? 'alert' : undefined}>
      <Glyph size={20} aria-hidden />
      <div className={classes.body}>
        {title ? <p className={classes.title}>{title}</p> : null}
        {children}
      </div>
    </div>
  );
}

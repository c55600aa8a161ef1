import type { ReactNode } from 'react';
import type { Icon } from '@tabler/icons-react';
import classes from './pill.module.css';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'info';

interface PillProps {
  tone?: Tone;
  icon?: Icon;
  children: ReactNode;
}

/** A state in a word. The tone repeats what the word says; it never says it alone. */
export function Pill({ tone = 'neutral', icon: Glyph, children }: PillProps) {
  return (
    <span className={classes.pill} data-tone={tone}>
      {Glyph ? <Glyph size={13} stroke={2} aria-hidden /> : null}
      {children}
    </span>
  );
}

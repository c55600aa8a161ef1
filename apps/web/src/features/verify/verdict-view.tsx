import { useEffect, useRef } from 'react';
import type { Outcome, Verdict } from '@divan/transparency-log';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button';
import { useVerdictText } from './verdict-text';
import classes from './verify.module.css';

const PARTS: [Outcome, typeof IconCircleX][] = [
  ['failed', IconCircleX],
  ['proved', IconCircleCheck],
  ['open', IconCircleDashed],
];

/** The verdict: the command's paragraph, in parts that the eye finds; copied, it is the paragraph. */
export function VerdictView({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('verify');
  const { say, whole } = useVerdictText();
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), [verdict]);
  return (
    <section
      ref={box}
      className={classes.verdict}
      data-tone={verdict.verified ? 'good' : 'bad'}
      tabIndex={-1}
      aria-label={t('result')}
    >
      <h2 className={classes.headline}>{t(verdict.verified ? 'words.verified' : 'words.notVerified')}</h2>
      {PARTS.map(([outcome, Glyph]) => {
        const said = verdict.statements.filter((statement) => statement.outcome === outcome);
        if (said.length === 0) return null;
        return (
          <div key={outcome} className={classes.part} data-outcome={outcome}>
            <h3>{t(`details.${outcome}`)}</h3>
            <ul>
              {said.map((statement, i) => (
                <li key={i}>
                  <Glyph size={18} aria-hidden />
                  <span>{say(statement)}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      <CopyButton value={whole(verdict)} label={t('copy')} size="compact-sm" />
    </section>
  );
}

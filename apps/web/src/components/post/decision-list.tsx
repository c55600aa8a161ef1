import { IconCheck, IconMessage2Exclamation, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ApprovalRequest } from '../../api/types';
import { Time } from '../time';
import classes from './decision-list.module.css';

const looks = {
  approve: ['good', IconCheck],
  reject: ['bad', IconX],
  request_changes: ['warn', IconMessage2Exclamation],
} as const;

/** What was decided, by whom and why. */
export function DecisionList({ decisions, label }: { decisions: ApprovalRequest['decisions']; label: string }) {
  const { t } = useTranslation('approvals');
  return (
    <ul className={classes.list} aria-label={label}>
      {decisions.map(({ decision, comment, by, at }) => {
        const [tone, Glyph] = looks[decision];
        return (
          <li key={at} className={classes.decision} data-tone={tone}>
            <Glyph size={18} aria-hidden />
            <div>
              <p className={classes.head}>
                {t(`decided.${decision}`, { name: `\u2068${by.name}\u2069` })}{' '}
                <Time at={at} as="relative" className={classes.time ?? ''} />
              </p>
              {comment ? (
                <p className={classes.comment} dir="auto">
                  {comment}
                </p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

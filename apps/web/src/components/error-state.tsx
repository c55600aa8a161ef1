import { Button } from '@mantine/core';
import { IconCloudOff, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem';
import { useProblemText } from './problem-text';
import classes from './states.module.css';

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  /** One line instead of a centred block: for panes and cards. */
  compact?: boolean;
}

/** What went wrong, with the problem's code for support, and a way on. */
export function ErrorState({ error, onRetry, compact = false }: ErrorStateProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const problem = error instanceof ProblemError ? error.problem : null;
  return (
    <div className={classes.state} data-compact={compact || undefined} role="alert">
      {compact ? null : (
        <span className={classes.glyph} data-tone="bad">
          <IconCloudOff size={26} stroke={1.5} aria-hidden />
        </span>
      )}
      <p className={classes.title}>{t('error.title')}</p>
      <p className={classes.text}>{problemText(error)}</p>
      {problem ? (
        <p className={classes.code}>
          {t('error.code')} <code dir="ltr">{problem.code}</code>
          {problem.requestId ? (
            <>
              {' · '}
              {t('error.request')} <code dir="ltr">{problem.requestId}</code>
            </>
          ) : null}
        </p>
      ) : null}
      {onRetry ? (
        <div className={classes.action}>
          <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
            {t('error.retry')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

import '@mantine/notifications/styles.layer.css';
import { Button } from '@mantine/core';
import { notifications, Notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { ProblemError } from '../api/problem';
import { i18n } from '../i18n';
import classes from './toasts.module.css';

function problemMessage(error: unknown): string {
  if (!(error instanceof ProblemError)) return i18n.t('problems:unexpected');
  const { code, detail, status } = error.problem;
  if (i18n.exists(`problems:${code}`)) return i18n.t(`problems:${code}`);
  if (detail && i18n.language === 'en') return detail;
  return i18n.exists(`problems:http.${status}`) ? i18n.t(`problems:http.${status}`) : (detail ?? code);
}

export function showError(error: unknown, title?: string): void {
  notifications.show({
    color: 'red',
    icon: <IconAlertTriangle size={18} aria-hidden />,
    title: title ?? i18n.t('error.actionTitle'),
    message: (
      <>
        {problemMessage(error)}
        {error instanceof ProblemError ? (
          <code className={classes.code} dir="ltr">
            {error.code}
          </code>
        ) : null}
      </>
    ),
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': i18n.t('actions.close') },
  });
}

export function showDone(message: string): void {
  notifications.show({
    color: 'divan',
    icon: <IconCheck size={18} aria-hidden />,
    message,
    closeButtonProps: { 'aria-label': i18n.t('actions.close') },
  });
}

export function showUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    color: 'divan',
    icon: <IconCheck size={18} aria-hidden />,
    message: (
      <span className={classes.row}>
        <span>{message}</span>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {i18n.t('actions.undo')}
        </Button>
      </span>
    ),
    autoClose: 8000,
    closeButtonProps: { 'aria-label': i18n.t('actions.close') },
  });
}

export function ToastHost() {
  return <Notifications position="bottom-left" containerWidth={380} zIndex={400} />;
}

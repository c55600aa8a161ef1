import { useEffect } from 'react';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormAlert } from '../../../components/form-alert';
import { useProblemText } from '../../../components/problem-text';
import classes from '../auth.module.css';
import { goToProvider, onConfirmed } from './provider-window';

/** Whoever comes from the organization's own sign-in shows there anew who they are; what waits goes on by itself. */
export function ByProvider({ only, onDone }: { only: boolean; onDone: () => void }) {
  const { t } = useTranslation('auth');
  const problemText = useProblemText();
  const go = useMutation({ mutationFn: goToProvider });
  useEffect(() => onConfirmed(onDone), [onDone]);
  const before = only ? t('stepUp.noFactor') : '';
  const help = go.isSuccess ? t('stepUp.providerOpen') : before;
  return (
    <>
      <p className={classes.help} role="status" hidden={!help}>
        {help}
      </p>
      <FormAlert>{go.error ? problemText(go.error) : null}</FormAlert>
      <Button
        size="md"
        variant={only && !go.isSuccess ? 'filled' : 'default'}
        fullWidth
        {...(only ? { 'data-autofocus': true } : {})}
        loading={go.isPending}
        onClick={() => go.mutate()}
      >
        {t(go.isSuccess ? 'stepUp.providerAgain' : 'stepUp.provider')}
      </Button>
    </>
  );
}

import { useEffect, useRef, useState } from 'react';
import { Button, Loader, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { api } from '../../../api/client';
import { ProblemError } from '../../../api/problem';
import { FormAlert } from '../../../components/form-alert';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import classes from '../auth.module.css';
import { takeResult } from '../sso/result';
import { takeReturn, tellConfirmed } from './provider-window';

/** Where a step-up at the organization's own sign-in ends: beside the page that waits for it, or on the way back to it. */
export function StepUpPage() {
  const { t } = useTranslation('auth');
  const problemText = useProblemText();
  const [result] = useState(takeResult);
  const [back] = useState(takeReturn);
  const begun = useRef(false);
  const complete = useMutation({
    mutationFn: (code: string) => api.post('/auth/step-up/sso/complete', { code }),
    onSuccess: () => {
      tellConfirmed();
      if (back === null) window.close();
    },
  });
  const { mutate } = complete;
  useEffect(() => {
    // The code is good once: a second run of the effect must not spend it again.
    if (begun.current || !result.code) return;
    begun.current = true;
    mutate(result.code);
  }, [mutate, result.code]);

  if (complete.isSuccess && back !== null) return <Navigate to={back} replace />;
  const failure =
    complete.error ?? (result.code ? null : new ProblemError({ status: 400, code: result.error ?? 'auth.sso_failed' }));
  if (failure || complete.isSuccess) {
    return (
      <AuthLayout title={t(failure ? 'stepUp.failedTitle' : 'stepUp.confirmed')}>
        <Stack gap="md" mt="md">
          {failure ? (
            <FormAlert>{problemText(failure)}</FormAlert>
          ) : (
            <p className={classes.help}>{t('stepUp.confirmedText')}</p>
          )}
          {back === null ? (
            <Button size="md" fullWidth onClick={() => window.close()}>
              {t('stepUp.close')}
            </Button>
          ) : (
            <Button component={Link} to={back} size="md" fullWidth>
              {t('stepUp.goBack')}
            </Button>
          )}
        </Stack>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={t('stepUp.confirming')}>
      <div className={classes.waiting} role="status" aria-label={t('stepUp.confirming')}>
        <Loader />
      </div>
    </AuthLayout>
  );
}

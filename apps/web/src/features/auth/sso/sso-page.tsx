import { useEffect, useRef, useState } from 'react';
import { Button, Loader, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { api } from '../../../api/client';
import { ProblemError } from '../../../api/problem';
import { useSessionStatus } from '../../../api/session';
import type { Session } from '../../../api/types';
import { FormAlert } from '../../../components/form-alert';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import classes from '../auth.module.css';
import { enter } from '../enter';
import { takeNext } from './kept-next';
import { takeResult } from './result';

/** Where a sign-in at the organization's own provider ends: the one-time code becomes a session. */
export function SsoPage() {
  const { t } = useTranslation('auth');
  const problemText = useProblemText();
  const status = useSessionStatus();
  const [result] = useState(takeResult);
  const [next] = useState(takeNext);
  const begun = useRef(false);
  const complete = useMutation({
    mutationFn: async (code: string) => {
      await enter(await api.post<Session>('/auth/sso/complete', { code }, { anonymous: true }));
    },
  });
  const { mutate } = complete;
  useEffect(() => {
    // The code is good once: a second run of the effect must not spend it again.
    if (begun.current || !result.code) return;
    begun.current = true;
    mutate(result.code);
  }, [mutate, result.code]);

  if (complete.isSuccess && status === 'signed-in') return <Navigate to={next} replace />;
  const failure =
    complete.error ?? (result.code ? null : new ProblemError({ status: 400, code: result.error ?? 'auth.sso_failed' }));
  if (failure) {
    const code = failure instanceof ProblemError ? failure.code : null;
    return (
      <AuthLayout title={t('sso.failedTitle')}>
        <Stack gap="md" mt="md">
          <FormAlert>{problemText(failure)}</FormAlert>
          {code ? (
            <p className={classes.help}>
              <code dir="ltr">{code}</code>
            </p>
          ) : null}
          <Button component={Link} to="/sign-in" size="md" fullWidth>
            {t('sso.again')}
          </Button>
        </Stack>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={t('sso.completing')} lead={t('sso.completingText')}>
      <div className={classes.waiting} role="status" aria-label={t('sso.completing')}>
        <Loader />
      </div>
    </AuthLayout>
  );
}

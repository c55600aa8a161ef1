import { useEffect, useRef } from 'react';
import { Button, Loader } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { Channel } from '../../api/types';
import { EmptyState } from '../../components/empty-state';
import { notifyDone } from '../../components/notify';
import { Page, PageHeader } from '../../components/page';
import { useProblemText } from '../../components/problem-text';
import classes from './channels.module.css';

/** Where a network sends the member back to, with `code` and `state`, or with `error`. */
export function ChannelAuthorizedPage() {
  const { t } = useTranslation('channels');
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const code = params.get('code');
  const state = params.get('state');
  const complete = useMutation({
    mutationFn: () => api.post<Channel>('/channel-authorizations/complete', { state, code }),
    onSuccess: async (channel) => {
      notifyDone(t('dialog.connected', { name: channel.displayName }));
      await queryClient.invalidateQueries({ queryKey: [keys.channels] });
      await navigate('/settings/channels', { replace: true });
    },
  });

  // The code works once: not again when the effect runs again.
  const begun = useRef(false);
  const { mutate } = complete;
  useEffect(() => {
    if (begun.current || !code || !state) return;
    begun.current = true;
    mutate();
  }, [code, state, mutate]);

  const back = (
    <Button component={Link} to="/settings/channels" variant="default">
      {t('authorized.back')}
    </Button>
  );
  const refused = !code || !state;
  return (
    <Page>
      <PageHeader title={t('authorized.title')} />
      {refused || complete.error ? (
        <EmptyState
          icon={IconPlugConnectedX}
          title={t(refused ? 'authorized.refusedTitle' : 'authorized.failedTitle')}
          action={back}
        >
          {refused ? t('authorized.refusedText') : problemText(complete.error)}
        </EmptyState>
      ) : (
        <p className={classes.working} role="status">
          <Loader size={20} aria-hidden /> {t('authorized.working')}
        </p>
      )}
    </Page>
  );
}

import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { SignedInSession } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { notifyDone, notifyError } from '../../components/notify';
import { Section } from '../../components/page';
import { Pill } from '../../components/pill';
import { QueryView } from '../../components/query-view';
import { Time } from '../../components/time';
import { deviceOf } from './device';
import classes from './auth.module.css';

function useDeviceName(): (session: SignedInSession) => string {
  const { t } = useTranslation('auth');
  return (session) => {
    const device = deviceOf(session.userAgent);
    return device ? t('profile.device', device) : (session.userAgent?.slice(0, 60) ?? t('profile.unknownDevice'));
  };
}

function SessionRow({ session, onEnd }: { session: SignedInSession; onEnd: () => void }) {
  const { t } = useTranslation('auth');
  const deviceName = useDeviceName();
  const Glyph = /Android|iPhone|iPad/.test(session.userAgent ?? '') ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.session}>
      <Glyph size={22} stroke={1.5} aria-hidden />
      <div className={classes.sessionText}>
        <div className={classes.sessionTitle}>
          {deviceName(session)} {session.current ? <Pill tone="accent">{t('profile.current')}</Pill> : null}
        </div>
        <p className={classes.help}>
          {session.address ? <bdi dir="ltr">{session.address}</bdi> : null}
          {session.address ? ' · ' : null}
          {t(session.lastUsedAt ? 'profile.lastUsed' : 'profile.signedIn')}{' '}
          <Time at={session.lastUsedAt ?? session.createdAt} as="relative" />
        </p>
      </div>
      {session.current ? null : (
        <Button variant="default" size="xs" onClick={onEnd} aria-label={`${t('profile.end')}: ${deviceName(session)}`}>
          {t('profile.end')}
        </Button>
      )}
    </li>
  );
}

export function Sessions() {
  const { t } = useTranslation('auth');
  const deviceName = useDeviceName();
  const [ending, setEnding] = useState<SignedInSession | null>(null);
  const sessions = useQuery({
    queryKey: [keys.sessions],
    queryFn: ({ signal }) => api.get<{ items: SignedInSession[] }>('/auth/sessions', { signal }),
  });
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/auth/sessions/${id}`),
    onSuccess: () => notifyDone(t('profile.ended')),
    onError: (error) => notifyError(error),
    onSettled: () => {
      setEnding(null);
      return queryClient.invalidateQueries({ queryKey: [keys.sessions] });
    },
  });
  return (
    <Section title={t('profile.sessions')} description={t('profile.sessionsText')}>
      <QueryView query={sessions} isEmpty={(data) => data.items.length === 0} empty={<p>{t('profile.noSessions')}</p>}>
        {(data) => (
          <ul className={classes.sessions}>
            {data.items.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
            ))}
          </ul>
        )}
      </QueryView>
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={t('profile.endTitle')}
        action={t('profile.endAction')}
        busy={end.isPending}
        dangerous
        onConfirm={() => ending && end.mutate(ending.id)}
      >
        {ending ? t('profile.endText', { device: deviceName(ending) }) : null}
      </ConfirmDialog>
    </Section>
  );
}

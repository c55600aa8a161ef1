import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { keys, queryClient } from '../../../api/queries';
import type { SignedInSession } from '../../../api/types';
import { ConfirmDialog } from '../../../components/confirm-dialog';
import { notifyDone, notifyError } from '../../../components/notify';
import { Section } from '../../../components/page';
import { Pill } from '../../../components/pill';
import { QueryView } from '../../../components/query-view';
import { Time } from '../../../components/time';
import { useFormat } from '../../../i18n/format';
import classes from '../auth.module.css';
import { deviceOf } from '../device';

const METHODS = ['password', 'totp', 'passkey', 'recovery-code', 'oidc', 'saml'];

function useDeviceName(): (session: SignedInSession) => string {
  const { t } = useTranslation('auth');
  return (session) => {
    const device = deviceOf(session.userAgent);
    return device ? t('profile.device', device) : (session.userAgent?.slice(0, 60) ?? t('profile.unknownDevice'));
  };
}

function SessionRow({ session, onEnd }: { session: SignedInSession; onEnd: () => void }) {
  const { t } = useTranslation(['own-security', 'auth']);
  const format = useFormat();
  const deviceName = useDeviceName();
  const Glyph = /Android|iPhone|iPad/.test(session.userAgent ?? '') ? IconDeviceMobile : IconDeviceDesktop;
  const methods = session.methods.filter((method) => METHODS.includes(method));
  return (
    <li className={classes.session}>
      <Glyph size={22} stroke={1.5} aria-hidden />
      <div className={classes.sessionText}>
        <div className={classes.sessionTitle}>
          {deviceName(session)} {session.current ? <Pill tone="accent">{t('sessions.current')}</Pill> : null}
        </div>
        <p className={classes.help}>
          {session.address ? (
            <>
              {t('sessions.from')} <bdi dir="ltr">{session.address}</bdi>
              {' · '}
            </>
          ) : null}
          {t(session.lastUsedAt ? 'sessions.lastUsed' : 'sessions.signedIn')}{' '}
          <Time at={session.lastUsedAt ?? session.createdAt} as="relative" />
        </p>
        {methods.length > 0 ? (
          <p className={classes.help}>
            {t('sessions.by', { methods: format.list(methods.map((method) => t(`sessions.methods.${method}`))) })}
          </p>
        ) : null}
      </div>
      {session.current ? null : (
        <Button variant="default" size="xs" onClick={onEnd} aria-label={`${t('sessions.end')}: ${deviceName(session)}`}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}

type Ending = SignedInSession | 'others';

/** Where the member is signed in; each elsewhere can be ended, or all of them. */
export function Sessions() {
  const { t } = useTranslation('own-security');
  const deviceName = useDeviceName();
  const [ending, setEnding] = useState<Ending | null>(null);
  const sessions = useQuery({
    queryKey: [keys.sessions],
    queryFn: ({ signal }) => api.get<{ items: SignedInSession[] }>('/auth/sessions', { signal }),
  });
  const end = useMutation({
    mutationFn: (which: Ending) => api.delete(which === 'others' ? '/auth/sessions' : `/auth/sessions/${which.id}`),
    onSuccess: (_, which) => notifyDone(t(which === 'others' ? 'sessions.endedOthers' : 'sessions.ended')),
    onError: (error) => notifyError(error),
    onSettled: () => {
      setEnding(null);
      return queryClient.invalidateQueries({ queryKey: [keys.sessions] });
    },
  });
  const others = sessions.data?.items.filter(({ current }) => !current).length ?? 0;
  return (
    <Section
      title={t('sessions.title')}
      description={t('sessions.text')}
      actions={
        others > 1 ? (
          <Button variant="default" onClick={() => setEnding('others')}>
            {t('sessions.endOthers')}
          </Button>
        ) : null
      }
    >
      <QueryView query={sessions} isEmpty={(data) => data.items.length === 0} empty={<p>{t('sessions.none')}</p>}>
        {(data) => (
          <ul className={classes.sessions} aria-label={t('sessions.title')}>
            {data.items.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
            ))}
          </ul>
        )}
      </QueryView>
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={t(ending === 'others' ? 'sessions.endOthersTitle' : 'sessions.endTitle')}
        action={t(ending === 'others' ? 'sessions.endOthersAction' : 'sessions.endAction')}
        busy={end.isPending}
        dangerous
        onConfirm={() => ending && end.mutate(ending)}
      >
        {ending === 'others'
          ? t('sessions.endOthersText', { count: others })
          : ending && t('sessions.endText', { device: deviceName(ending) })}
      </ConfirmDialog>
    </Section>
  );
}

import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChannels, useNetworks, usePermission } from '../../api/queries';
import type { Channel } from '../../api/types';
import { EmptyState } from '../../components/empty-state';
import { Page, PageHeader, Section } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { CapabilityMatrix } from './capability-matrix';
import { ChannelRow } from './channel-row';
import classes from './channels.module.css';

const ConnectDialog = lazy(async () => ({ default: (await import('./connect-dialog')).ConnectDialog }));
const DisconnectDialog = lazy(async () => ({ default: (await import('./disconnect-dialog')).DisconnectDialog }));
const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog')).ShareDialog }));

type Open = { dialog: 'connect'; network?: string } | { dialog: 'share' | 'disconnect'; channel: Channel };

export function ChannelsPage() {
  const { t } = useTranslation('channels');
  const channels = useChannels();
  const networks = useNetworks();
  const canConnect = usePermission('channels:connect');
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const connect = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({ dialog: 'connect' })}>
      {t('connect')}
    </Button>
  );

  return (
    <Page>
      <PageHeader title={t('title')} description={t('lead')} actions={canConnect ? connect : null} />
      <QueryView
        query={channels}
        isEmpty={(data) => data.items.length === 0}
        empty={
          <EmptyState icon={IconPlugConnected} title={t('emptyTitle')} action={canConnect ? connect : null}>
            {t('emptyText')}
          </EmptyState>
        }
      >
        {(data) => (
          <ul className={classes.channels}>
            {data.items.map((channel) => (
              <ChannelRow
                key={channel.id}
                channel={channel}
                canChange={canConnect}
                onReconnect={() => setOpen({ dialog: 'connect', network: channel.network })}
                onShare={() => setOpen({ dialog: 'share', channel })}
                onDisconnect={() => setOpen({ dialog: 'disconnect', channel })}
              />
            ))}
          </ul>
        )}
      </QueryView>
      <Section title={t('matrix.title')} description={t('matrix.lead')}>
        <QueryView query={networks}>{(data) => <CapabilityMatrix networks={data.items} />}</QueryView>
      </Section>
      <Suspense fallback={null}>
        {open?.dialog === 'connect' ? (
          <ConnectDialog networks={networks.data?.items ?? []} initialNetwork={open.network ?? null} onClose={close} />
        ) : null}
        {open?.dialog === 'share' ? <ShareDialog channel={open.channel} onClose={close} /> : null}
        {open?.dialog === 'disconnect' ? <DisconnectDialog channel={open.channel} onClose={close} /> : null}
      </Suspense>
    </Page>
  );
}

import type { ReactNode } from 'react';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useChannels, usePermission } from '../../api/queries';
import type { ApiKey } from '../../api/types';
import { CopyField } from '../../components/copy-field';
import { usePermissionText } from '../../components/permission-text';
import { useFormat } from '../../i18n/format';
import { KeyState } from './key-state';
import classes from './keys.module.css';

interface KeyDetailsProps {
  apiKey: ApiKey;
  onRotate: () => void;
  onEnd: () => void;
  onClose: () => void;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function useChannelNames(ids: string[] | null): string | null {
  const channels = useChannels(usePermission('channels:read')).data?.items ?? [];
  const format = useFormat();
  return ids && format.list(ids.map((id) => channels.find((channel) => channel.id === id)?.handle ?? id));
}

function Facts({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation('keys');
  const format = useFormat();
  const words = usePermissionText();
  const channels = useChannelNames(apiKey.channelIds);
  const { lastUsedAt, lastUsedFrom, allowedNetworks, createdBy, rotation } = apiKey;
  return (
    <dl className={classes.facts}>
      <Fact name={t('details.serviceMember')}>
        <bdi>{apiKey.serviceMember.name}</bdi>
      </Fact>
      <Fact name={t('details.beginsWith')}>
        <code dir="ltr">dk_{apiKey.prefix}_…</code>
      </Fact>
      <Fact name={t('details.expires')}>{format.dateTime(apiKey.expiresAt)}</Fact>
      <Fact name={t('details.lastUsed')}>
        {lastUsedAt ? format.relative(lastUsedAt) : t('list.unused')}
        {lastUsedFrom ? (
          <>
            {' · '}
            <code dir="ltr">{lastUsedFrom}</code>
          </>
        ) : null}
      </Fact>
      <Fact name={t('details.scopes')}>{format.list(apiKey.scopes.map((scope) => words.of(scope).label))}</Fact>
      <Fact name={t('details.channels')}>{channels ? <bdi>{channels}</bdi> : t('dialog.channelsAll')}</Fact>
      <Fact name={t('details.networks')}>
        {allowedNetworks ? <code dir="ltr">{allowedNetworks.join(', ')}</code> : t('details.everywhere')}
      </Fact>
      <Fact name={t('details.made')}>
        {createdBy
          ? t('details.madeBy', { name: createdBy, when: format.dateTime(apiKey.createdAt) })
          : format.dateTime(apiKey.createdAt)}
      </Fact>
      {rotation ? (
        <Fact name={t('details.before')}>
          {t('details.beforeText', { prefix: rotation.prefix, when: format.dateTime(rotation.endsAt) })}
        </Fact>
      ) : null}
    </dl>
  );
}

/** Everything about a key but the key. */
export function KeyDetails({ apiKey, onRotate, onEnd, onClose }: KeyDetailsProps) {
  const { t } = useTranslation(['keys', 'common']);
  const usable = apiKey.state === 'active';
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<bdi>{apiKey.name}</bdi>}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <Stack gap="md">
        <div>
          <KeyState apiKey={apiKey} />
        </div>
        <Facts apiKey={apiKey} />
        {usable ? <CopyField label={t('howTo.clientId')} value={apiKey.id} /> : null}
        {usable ? (
          <Group justify="flex-end" gap="sm">
            <Button variant="default" className={classes.danger ?? ''} onClick={onEnd}>
              {t('end.action')}
            </Button>
            <Button onClick={onRotate}>{t('rotate.open')}</Button>
          </Group>
        ) : null}
      </Stack>
    </Modal>
  );
}

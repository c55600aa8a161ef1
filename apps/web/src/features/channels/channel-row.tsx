import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconExternalLink, IconPlugConnectedX, IconRefresh, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTeams } from '../../api/queries';
import type { Channel, ChannelState } from '../../api/types';
import { PersonAvatar } from '../../components/person-avatar';
import { Pill, type Tone } from '../../components/pill';
import { useFormat } from '../../i18n/format';
import classes from './channels.module.css';

const stateTones: Record<ChannelState, Tone> = {
  active: 'good',
  'needs-reauthorization': 'bad',
  disconnected: 'neutral',
};

interface ChannelRowProps {
  channel: Channel;
  canChange: boolean;
  onReconnect: () => void;
  onShare: () => void;
  onDisconnect: () => void;
}

function Health({ channel }: { channel: Channel }) {
  const { t, i18n } = useTranslation('channels');
  const format = useFormat();
  const { lastPolledAt, lastError } = channel.health;
  if (channel.state === 'disconnected') return null;
  return (
    <>
      <span>{lastPolledAt ? t('health.ok', { when: format.relative(lastPolledAt) }) : t('health.never')}</span>
      {lastError ? (
        <span className={classes.trouble}>
          {t('health.error')}: <bdi lang={i18n.language === 'en' ? undefined : 'en'}>{lastError}</bdi>
        </span>
      ) : null}
    </>
  );
}

function Limits({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels');
  const format = useFormat();
  const { limits } = channel;
  if (!limits?.text) return null;
  return (
    <span>
      {t('limits.text', { max: limits.text.max })}
      {' · '}
      {t('limits.media', { max: limits.media.max, size: format.bytes(limits.media.maxBytes) })}
    </span>
  );
}

function ChannelMenu({ channel, onReconnect, onShare, onDisconnect }: Omit<ChannelRowProps, 'canChange'>) {
  const { t } = useTranslation('channels');
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label={t('actionsFor', { name: channel.displayName })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUsers size={16} aria-hidden />} onClick={onShare}>
          {t('share')}
        </Menu.Item>
        <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={onReconnect}>
          {t('reconnect')}
        </Menu.Item>
        {channel.state === 'disconnected' ? null : (
          <Menu.Item
            className={classes.danger ?? ''}
            leftSection={<IconPlugConnectedX size={16} aria-hidden />}
            onClick={onDisconnect}
          >
            {t('disconnect')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function ChannelRow(props: ChannelRowProps) {
  const { channel, canChange, onReconnect } = props;
  const { t } = useTranslation('channels');
  const format = useFormat();
  const teams = useTeams().data?.items ?? [];
  const sharedWith = teams.filter((team) => channel.teamIds.includes(team.id)).map((team) => team.name);
  return (
    <li className={classes.channel}>
      <PersonAvatar name={channel.displayName} url={channel.avatarUrl} network={channel.network} size={44} />
      <div className={classes.text}>
        <div className={classes.titleLine}>
          <bdi className={classes.title}>{channel.displayName}</bdi>
          <Pill tone={stateTones[channel.state]}>{t(`states.${channel.state}`)}</Pill>
        </div>
        <div className={classes.sub}>
          <span>{channel.networkName}</span>
          <bdi dir="ltr">{channel.handle}</bdi>
          {channel.profileUrl ? (
            <a
              href={channel.profileUrl}
              target="_blank"
              rel="noreferrer"
              className={classes.out}
              aria-label={`${t('openProfile', { network: channel.networkName })}: ${channel.handle}`}
            >
              <IconExternalLink size={14} className="dv-flip" aria-hidden />
            </a>
          ) : null}
        </div>
        <div className={classes.meta}>
          <span>{sharedWith.length > 0 ? <bdi>{format.list(sharedWith)}</bdi> : t('sharedAll')}</span>
          <Limits channel={channel} />
          <Health channel={channel} />
        </div>
      </div>
      {canChange ? (
        <div className={classes.rowActions}>
          {channel.state === 'active' ? null : (
            <Button variant="light" size="xs" onClick={onReconnect}>
              {t('reconnect')}
            </Button>
          )}
          <ChannelMenu {...props} />
        </div>
      ) : null}
    </li>
  );
}

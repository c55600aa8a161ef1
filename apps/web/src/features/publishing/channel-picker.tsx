import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useChannels } from '../../api/queries';
import type { Channel } from '../../api/types';
import { PersonAvatar } from '../../components/person-avatar';
import { QueryView } from '../../components/query-view';
import type { PostForm } from './post-form';
import classes from './composer.module.css';

interface ChannelPickerProps {
  form: PostForm;
  onChange: (changes: Partial<PostForm>) => void;
  disabled: boolean;
}

function toggled({ variants }: PostForm, channelId: string): PostForm['variants'] {
  const chosen = variants.some((variant) => variant.channelId === channelId);
  return chosen
    ? variants.filter((variant) => variant.channelId !== channelId)
    : [...variants, { channelId, text: null, mediaIds: null }];
}

/** What can publish, and what was chosen while it still could. */
function offered(channels: Channel[], form: PostForm): Channel[] {
  const chosen = (channel: Channel) => form.variants.some((variant) => variant.channelId === channel.id);
  return channels.filter(
    (channel) => (channel.state !== 'disconnected' && channel.capabilities.publish) || chosen(channel),
  );
}

export function ChannelPicker({ form, onChange, disabled }: ChannelPickerProps) {
  const { t } = useTranslation('publishing');
  const channels = useChannels();
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>{t('composer.channels')}</legend>
      <QueryView
        query={channels}
        isEmpty={(data) => offered(data.items, form).length === 0}
        empty={
          <p className={classes.hint}>
            {t('composer.noChannels')} <Link to="/settings/channels">{t('composer.toChannels')}</Link>
          </p>
        }
      >
        {(data) => (
          <div className={classes.channels}>
            {offered(data.items, form).map((channel) => (
              <Checkbox.Card
                key={channel.id}
                className={classes.channel ?? ''}
                checked={form.variants.some((variant) => variant.channelId === channel.id)}
                onClick={() => onChange({ variants: toggled(form, channel.id) })}
                disabled={disabled}
                aria-label={`${channel.networkName} ${channel.handle}`}
              >
                <Checkbox.Indicator size="xs" />
                <PersonAvatar
                  name={channel.displayName || channel.handle}
                  url={channel.avatarUrl}
                  network={channel.network}
                  size={28}
                />
                <span className={classes.channelText}>
                  <bdi className={classes.channelName}>{channel.displayName || channel.handle}</bdi>
                  <bdi dir="ltr" className={classes.channelHandle}>
                    {channel.handle}
                  </bdi>
                  {channel.state === 'active' ? null : (
                    <span className={classes.channelTrouble}>{t('composer.channelInactive')}</span>
                  )}
                </span>
              </Checkbox.Card>
            ))}
          </div>
        )}
      </QueryView>
    </fieldset>
  );
}

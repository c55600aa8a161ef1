import { useState } from 'react';
import { Checkbox, Switch, Tabs, Textarea } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChannels } from '../../api/queries';
import type { Channel, Media } from '../../api/types';
import { AuthorizedImage } from '../../components/authorized-image';
import { NetworkIcon } from '../../components/network-icon';
import { CountRing } from './count-ring';
import type { FormVariant, PostForm } from './post-form';
import type { Checks } from './use-checks';
import classes from './composer.module.css';

const SHARED = 'shared';

interface TextTabsProps {
  form: PostForm;
  onChange: (changes: Partial<PostForm>) => void;
  media: ReadonlyMap<string, Media>;
  checks: Checks;
  disabled: boolean;
  /** The channel whose tab is open, for the preview. */
  onShow: (channelId: string | null) => void;
}

function Counts({ checks, channels }: { checks: Checks; channels: Channel[] }) {
  if (channels.length === 0) return null;
  return (
    <div className={classes.counts} data-stale={checks.stale || undefined}>
      {channels.map((channel) => {
        const count = checks.of(channel.id)?.count;
        return count ? (
          <span key={channel.id} className={classes.countOf}>
            <NetworkIcon network={channel.network} size={15} decorative />
            <CountRing count={count} label={`${channel.networkName} ${channel.handle}`} />
          </span>
        ) : null;
      })}
    </div>
  );
}

interface VariantEditorProps extends Pick<TextTabsProps, 'form' | 'media' | 'checks' | 'disabled'> {
  variant: FormVariant;
  channel: Channel;
  onVariant: (changes: Partial<FormVariant>) => void;
}

function OwnImages({ form, variant, media, disabled, onVariant }: VariantEditorProps) {
  const { t } = useTranslation('publishing');
  if (form.mediaIds.length === 0) return null;
  const chosen = variant.mediaIds ?? form.mediaIds;
  const toggle = (id: string) => {
    const next = form.mediaIds.filter((known) => (known === id ? !chosen.includes(id) : chosen.includes(known)));
    onVariant({ mediaIds: next.length === form.mediaIds.length ? null : next });
  };
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.subLegend}>{t('composer.imagesHere')}</legend>
      <div className={classes.pickImages}>
        {form.mediaIds.map((id, index) => (
          <Checkbox.Card
            key={id}
            className={classes.pickImage ?? ''}
            checked={chosen.includes(id)}
            onClick={() => toggle(id)}
            disabled={disabled}
            aria-label={media.get(id)?.altText || t('media.image', { number: index + 1 })}
          >
            <Checkbox.Indicator size="xs" />
            <AuthorizedImage path={`/media/${id}/content`} alt="" className={classes.pickThumb ?? ''} />
          </Checkbox.Card>
        ))}
      </div>
    </fieldset>
  );
}

function VariantEditor(props: VariantEditorProps) {
  const { form, variant, channel, checks, disabled, onVariant } = props;
  const { t } = useTranslation('publishing');
  const own = variant.text !== null;
  return (
    <div className={classes.variant}>
      <Switch
        label={t('composer.ownText')}
        description={t('composer.ownTextHelp')}
        checked={own}
        onChange={(event) => onVariant({ text: event.currentTarget.checked ? form.text : null })}
        disabled={disabled}
      />
      <Textarea
        label={t('composer.textFor', { handle: `\u2068${channel.handle}\u2069` })}
        value={variant.text ?? form.text}
        onChange={(event) => onVariant({ text: event.currentTarget.value })}
        readOnly={!own}
        disabled={disabled}
        data-same={!own || undefined}
        className={classes.textarea ?? ''}
        dir="auto"
        autosize
        minRows={5}
        maxRows={18}
      />
      <Counts checks={checks} channels={[channel]} />
      <OwnImages {...props} />
    </div>
  );
}

/** The text for all channels, and a tab for each channel that may say it in its own words. */
export function TextTabs(props: TextTabsProps) {
  const { form, onChange, checks, disabled, onShow } = props;
  const { t } = useTranslation('publishing');
  const [tab, setTab] = useState<string>(SHARED);
  const channels = useChannels().data?.items ?? [];
  const chosen = form.variants.flatMap((variant) => channels.find((channel) => channel.id === variant.channelId) ?? []);
  const active = chosen.some((channel) => channel.id === tab) ? tab : SHARED;
  const changeVariant = (channelId: string, changes: Partial<FormVariant>) =>
    onChange({
      variants: form.variants.map((variant) =>
        variant.channelId === channelId ? { ...variant, ...changes } : variant,
      ),
    });
  const sharing = chosen.filter((channel) => form.variants.some((v) => v.channelId === channel.id && v.text === null));
  const hasErrors = (id: string) => checks.of(id)?.findings.some((finding) => finding.severity === 'error') ?? false;

  return (
    <Tabs
      value={active}
      onChange={(value) => {
        setTab(value ?? SHARED);
        onShow(value === SHARED ? null : value);
      }}
      keepMounted={false}
    >
      {chosen.length > 0 ? (
        <Tabs.List aria-label={t('composer.texts')} className={classes.tabs ?? ''}>
          <Tabs.Tab value={SHARED}>{t('composer.allChannels')}</Tabs.Tab>
          {chosen.map((channel) => (
            <Tabs.Tab
              key={channel.id}
              value={channel.id}
              leftSection={<NetworkIcon network={channel.network} size={15} />}
              rightSection={hasErrors(channel.id) ? <span className={classes.tabDot} aria-hidden /> : null}
            >
              <bdi dir="ltr">{channel.handle}</bdi>
              {form.variants.some((variant) => variant.channelId === channel.id && variant.text !== null) ? (
                <>
                  {' '}
                  <IconPencil size={13} role="img" aria-label={t('composer.ownText')} />
                </>
              ) : null}
              {hasErrors(channel.id) ? <span className="dv-sr">{t('checks.hasErrors')}</span> : null}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      ) : null}
      <Tabs.Panel value={SHARED} className={classes.panel ?? ''}>
        <Textarea
          label={t('composer.text')}
          placeholder={t('composer.textPlaceholder')}
          value={form.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
          disabled={disabled}
          className={classes.textarea ?? ''}
          dir="auto"
          autosize
          minRows={5}
          maxRows={18}
        />
        <Counts checks={checks} channels={sharing} />
      </Tabs.Panel>
      {form.variants.map((variant) => {
        const channel = chosen.find((known) => known.id === variant.channelId);
        return channel ? (
          <Tabs.Panel key={variant.channelId} value={variant.channelId} className={classes.panel ?? ''}>
            <VariantEditor
              {...props}
              variant={variant}
              channel={channel}
              onVariant={(changes) => changeVariant(variant.channelId, changes)}
            />
          </Tabs.Panel>
        ) : null;
      })}
    </Tabs>
  );
}

import { lazy, Suspense, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { IconHistory, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChannels, usePermission } from '../../api/queries';
import type { Channel, Post } from '../../api/types';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { ChannelPicker } from './channel-picker';
import { ChecksPanel } from './checks-panel';
import { ComposerHeader } from './composer-header';
import { MediaField } from './media-field';
import { PreviewPanel } from './preview-panel';
import { ReviewNotes } from './review-notes';
import { ScheduleField } from './schedule-field';
import { TextTabs } from './text-tabs';
import { useChecks } from './use-checks';
import { useComposer } from './use-composer';
import classes from './composer.module.css';

const ConflictDialog = lazy(async () => ({ default: (await import('./conflict-dialog')).ConflictDialog }));

const ALT_TEXT_MAX = 1500;
const UNDER_REVIEW: readonly Post['state'][] = ['in_review', 'approved', 'scheduled'];

/** The shortest that any chosen network takes: one description serves all. */
function altTextMax(channels: Channel[]): number {
  return Math.min(ALT_TEXT_MAX, ...channels.flatMap((channel) => channel.limits?.media.altTextMax ?? []));
}

export function Composer({ post, onLeave }: { post: Post | null; onLeave?: (() => void) | undefined }) {
  const { t } = useTranslation('publishing');
  const composer = useComposer(post);
  const { form, change, media } = composer;
  const checks = useChecks(form, media);
  const [shown, setShown] = useState<string | null>(null);
  const [scheduleError, setScheduleError] = useState<string | null>(null);
  const canWrite = usePermission('posts:write');
  const known = useChannels().data?.items ?? [];
  const channels = form.variants.flatMap((variant) => known.find((channel) => channel.id === variant.channelId) ?? []);
  const voids = composer.base !== null && UNDER_REVIEW.includes(composer.base.state);
  const disabled = !canWrite;

  return (
    <Page>
      <ComposerHeader composer={composer} checks={checks} onScheduleError={setScheduleError} onLeave={onLeave} />
      {composer.restored ? (
        <Notice tone="info" icon={IconHistory}>
          <span className={classes.alertLine}>
            {t('composer.restored')}
            <Button size="compact-sm" variant="default" onClick={composer.discard}>
              {t('composer.discard')}
            </Button>
          </span>
        </Notice>
      ) : null}
      {voids ? (
        <Notice tone="warn" icon={IconInfoCircle}>
          {t('composer.voids')}
        </Notice>
      ) : null}
      {composer.base ? <ReviewNotes post={composer.base} /> : null}
      <div className={classes.layout}>
        <div className={classes.editor}>
          <section className={classes.card} aria-label={t('composer.content')}>
            <ChannelPicker form={form} onChange={change} disabled={disabled} />
            <TextTabs
              form={form}
              onChange={change}
              media={media}
              checks={checks}
              disabled={disabled}
              onShow={setShown}
            />
            <MediaField composer={composer} altTextMax={altTextMax(channels)} disabled={disabled} />
          </section>
          <section className={classes.card} aria-label={t('schedule.title')}>
            <ScheduleField
              form={form}
              onChange={(changes) => {
                setScheduleError(null);
                change(changes);
              }}
              error={scheduleError}
              disabled={disabled}
            />
            <TextInput
              label={t('composer.title')}
              description={t('composer.titleHelp')}
              value={form.title}
              onChange={(event) => change({ title: event.currentTarget.value })}
              maxLength={200}
              disabled={disabled}
              dir="auto"
            />
          </section>
        </div>
        <div className={classes.side}>
          <ChecksPanel checks={checks} channels={channels} />
          <PreviewPanel form={form} media={media} channels={channels} shown={shown} />
        </div>
      </div>
      {composer.conflict ? (
        <Suspense fallback={null}>
          <ConflictDialog composer={composer} theirs={composer.conflict} />
        </Suspense>
      ) : null}
    </Page>
  );
}

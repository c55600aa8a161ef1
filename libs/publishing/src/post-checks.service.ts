import {
  ConnectorRegistry,
  type Finding,
  type OutgoingMedia,
  type OutgoingPost,
  type TextCount,
} from '@divan/connectors';
import type { Media } from '@divan/media';
import { MediaService } from '@divan/media';
import { Injectable } from '@nestjs/common';
import { Database, type FieldError, type RequestContext, type Tx } from '@divan/platform';
import { type PostChannel, PostChannelReadModel } from './channel.read-model';
import { effectiveMediaIds, effectiveText, type MediaById, type Post } from './post';
import { publishingErrors } from './publishing.errors';

export interface VariantToCheck {
  channelId: string;
  text: string;
  mediaIds: string[];
}

export interface CheckResult {
  channelId: string;
  /** Null where the channel cannot publish. */
  count: TextCount | null;
  findings: Finding[];
}

/** Asks each network's connector, with the limits read when the channel was connected, whether it would take a text. */
@Injectable()
export class PostChecks {
  constructor(
    private readonly database: Database,
    private readonly channels: PostChannelReadModel,
    private readonly connectors: ConnectorRegistry,
    private readonly media: MediaService,
  ) {}

  checkVariants(ctx: RequestContext, variants: VariantToCheck[]): Promise<CheckResult[]> {
    return this.database.read(ctx, async (tx) => {
      const channels = await this.channels.findMany(
        tx,
        ctx,
        variants.map((variant) => variant.channelId),
      );
      assertChannels(variants, channels);
      const ids = [...new Set(variants.flatMap((variant) => variant.mediaIds))];
      const media = new Map((await this.media.describeMany(tx, ids)).map((item) => [item.id, item]));
      return variants.map((variant) => this.check(channels.get(variant.channelId)!, variant, media));
    });
  }

  /** @throws publishing.checks_failed naming every error by the variant's place */
  async assertPublishable(tx: Tx, ctx: RequestContext, post: Post, media: MediaById): Promise<void> {
    if (post.variants.length === 0) throw publishingErrors.noChannels();
    const channels = await this.channels.findMany(
      tx,
      ctx,
      post.variants.map((variant) => variant.channelId),
    );
    assertChannels(post.variants, channels);
    const errors: FieldError[] = post.variants.flatMap((variant, index) => {
      const asSent = {
        channelId: variant.channelId,
        text: effectiveText(post, variant),
        mediaIds: effectiveMediaIds(post, variant),
      };
      return this.check(channels.get(variant.channelId)!, asSent, media)
        .findings.filter((finding) => finding.severity === 'error')
        .map(({ code, detail }) => ({ pointer: `/variants/${index}`, detail, code }));
    });
    if (errors.length > 0) throw publishingErrors.checksFailed(errors);
  }

  private check(channel: PostChannel, variant: VariantToCheck, media: MediaById): CheckResult {
    const { channelId } = variant;
    if (channel.state !== 'active') return { channelId, count: null, findings: [channelFinding(channel)] };
    const { publish } = this.connectors.get(channel.network);
    if (!publish || !channel.limits) return { channelId, count: null, findings: [cannotPublish(channel)] };
    const attached = variant.mediaIds.map((id) => media.get(id)!);
    const post: OutgoingPost = { text: variant.text, media: attached.map(describedOnly) };
    const findings = publish.check(post, channel.limits);
    return {
      channelId,
      count: publish.measure(variant.text, channel.limits),
      findings: [...findings, ...altTextFindings(attached, findings)],
    };
  }
}

/** Alt text is required of a government wherever it publishes, also where the network leaves it open. */
function altTextFindings(media: readonly Media[], findings: Finding[]): Finding[] {
  return media.flatMap((item, index) => {
    if (item.altText.trim() !== '') return [];
    const known = findings.find((finding) => finding.code === 'alt_text_missing' && finding.params['index'] === index);
    if (known) {
      known.severity = 'error';
      return [];
    }
    const params = { index };
    return [
      {
        severity: 'error',
        code: 'alt_text_missing',
        detail: 'Describe this image for people who cannot see it.',
        params,
      },
    ];
  });
}

export function assertChannels(
  variants: readonly { channelId: string }[],
  channels: ReadonlyMap<string, PostChannel>,
): void {
  const errors = variants.flatMap(({ channelId }, index): FieldError[] =>
    channels.has(channelId)
      ? []
      : [
          {
            pointer: `/variants/${index}/channelId`,
            detail: 'There is no such channel, or you may not see it.',
            code: 'unknown',
          },
        ],
  );
  if (errors.length > 0) throw publishingErrors.unknownChannels(errors);
}

function channelFinding({ handle, state }: PostChannel): Finding {
  const detail =
    state === 'disconnected'
      ? `${handle} is disconnected.`
      : `${handle} must be authorized again before it can publish.`;
  return { severity: 'error', code: 'channel_not_active', detail, params: { handle, state } };
}

function cannotPublish({ handle, network }: PostChannel): Finding {
  return {
    severity: 'error',
    code: 'publishing_unsupported',
    detail: `${handle} cannot publish.`,
    params: { handle, network },
  };
}

/** For checks, which never look at the bytes. */
function describedOnly(media: Media): OutgoingMedia {
  return {
    mediaType: media.mediaType,
    byteLength: media.bytes,
    width: media.width,
    height: media.height,
    altText: media.altText,
    fileName: `${media.id}.${media.mediaType.slice('image/'.length)}`,
    load: () => Promise.reject(new Error('Checks do not load media.')),
  };
}

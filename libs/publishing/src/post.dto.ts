import { MediaResponse, toMediaResponse } from '@divan/media';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PageQuery, QueryTime } from '@divan/platform';
import { effectiveText, POST_STATES, type Post, type PostState } from './post';
import type { PostInput } from './post-drafts.service';
import type { PostDetails } from './post-reader.service';
import { type Publication, PUBLICATION_STATES, type PublicationState } from './publication';

const TEXT_MAX = 100_000;
const MEDIA_MAX = 20;
const CHANNELS_MAX = 50;

export class VariantRequest {
  @IsUUID()
  channelId!: string;

  /** Null or left out: the same as the post's. @example "The Main Street bridge is closed until Monday." */
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  text?: string | null;

  /** Null or left out: the same as the post's. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MEDIA_MAX)
  @IsUUID('all', { each: true })
  mediaIds?: string[] | null;
}

export class ScheduleRequest {
  /** Wall clock in that zone, to the minute. @example "2026-11-22T09:00" */
  @IsString()
  @MaxLength(19)
  local!: string;

  /** IANA name. @example "America/Chicago" */
  @IsString()
  @MaxLength(64)
  timeZone!: string;
}

class PostFields {
  /** For the team; never published. @example "Bridge closure" */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  title?: string | null;

  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(MEDIA_MAX)
  @IsUUID('all', { each: true })
  mediaIds?: string[];

  /** One for each channel. */
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(CHANNELS_MAX)
  @ValidateNested({ each: true })
  @Type(() => VariantRequest)
  variants?: VariantRequest[];

  /** Null: at once, when approved. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ScheduleRequest)
  scheduledFor?: ScheduleRequest | null;
}

export class CreatePostRequest extends PostFields {
  /** @example "Main Street bridge is closed until Monday. Use Oak Street." */
  @IsString()
  @MaxLength(TEXT_MAX)
  text!: string;
}

/** What is left out stays as it is. */
export class UpdatePostRequest extends PostFields {
  /** @example "Main Street bridge is closed until Tuesday." */
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxLength(TEXT_MAX)
  text?: string;
}

export class ListPostsQuery extends PageQuery {
  /** One state, or several separated by commas. @example "scheduled,publishing" */
  @IsOptional()
  @Matches(new RegExp(`^(${POST_STATES.join('|')})(,(${POST_STATES.join('|')}))*$`))
  state?: string;

  /** Planned (or, without a schedule, written) at or after. @example "2026-11-01T00:00:00.000Z" */
  @QueryTime()
  from?: Date;

  /** Before. @example "2026-12-01T00:00:00.000Z" */
  @QueryTime()
  to?: Date;
}

export class VariantToCheckRequest {
  @IsUUID()
  channelId!: string;

  @IsString()
  @MaxLength(TEXT_MAX)
  text!: string;

  @IsArray()
  @ArrayMaxSize(MEDIA_MAX)
  @IsUUID('all', { each: true })
  mediaIds!: string[];
}

export class CheckPostRequest {
  @IsArray()
  @ArrayMaxSize(CHANNELS_MAX)
  @ValidateNested({ each: true })
  @Type(() => VariantToCheckRequest)
  variants!: VariantToCheckRequest[];
}

export class TextCountResponse {
  /** @example 142 */
  used!: number;
  /** @example 300 */
  max!: number;
  @IsIn(['graphemes', 'characters'])
  unit!: 'graphemes' | 'characters';
  bytesUsed?: number;
  maxBytes?: number;
}

export class FindingResponse {
  @IsIn(['error', 'warning'])
  severity!: 'error' | 'warning';
  /** Stable, for translation with `params`. @example "text_too_long" */
  code!: string;
  detail!: string;
  params!: Record<string, string | number>;
}

export class CheckResultResponse {
  channelId!: string;
  /** Null where the channel cannot publish. */
  count!: TextCountResponse | null;
  findings!: FindingResponse[];
}

export class CheckResultListResponse {
  items!: CheckResultResponse[];
}

export class PersonResponse {
  id!: string;
  /** @example "Sara Ahmadi" */
  name!: string;
}

export class VariantChannelResponse {
  /** @example "mastodon" */
  network!: string;
  /** @example "@rivertown@social.example" */
  handle!: string;
}

export class VariantResponse {
  channelId!: string;
  channel!: VariantChannelResponse;
  /** Null: the same as the post's. */
  text!: string | null;
  /** Null: the same as the post's. */
  mediaIds!: string[] | null;
  /** What this channel gets. */
  effectiveText!: string;
}

export class ScheduleResponse {
  /** @example "2026-11-22T09:00" */
  local!: string;
  /** @example "America/Chicago" */
  timeZone!: string;
  /** @example "2026-11-22T15:00:00.000Z" */
  at!: string;
}

export class ReasonResponse {
  /** @example "publishing.approved_late" */
  code!: string;
  detail!: string;
}

export class PublicationResponse {
  id!: string;
  channelId!: string;
  @IsIn(PUBLICATION_STATES)
  state!: PublicationState;
  remoteUrl!: string | null;
  publishedAt!: string | null;
  /** Why it is not published, or why the last try was not. */
  error!: ReasonResponse | null;
  /** Reconciling said that it is not on the network: it may be sent again. */
  confirmedAbsent!: boolean;
}

export class PostResponse {
  id!: string;
  title!: string | null;
  text!: string;
  mediaIds!: string[];
  /** Every medium that the post or a variant uses. */
  media!: MediaResponse[];
  variants!: VariantResponse[];
  @IsIn(POST_STATES)
  state!: PostState;
  /** What a person should know about the state, such as an approval that came too late. */
  stateReason!: ReasonResponse | null;
  /** SHA-256 over the canonical JSON of everything that will be published, and when. */
  contentHash!: string;
  scheduledFor!: ScheduleResponse | null;
  author!: PersonResponse;
  publications!: PublicationResponse[];
  /** @example 3 */
  version!: number;
  createdAt!: string;
  updatedAt!: string;
}

export class PostListResponse {
  items!: PostResponse[];
  nextCursor!: string | null;
}

export function toPostInput(body: CreatePostRequest): PostInput {
  const { title = null, text, mediaIds = [], variants = [], scheduledFor = null } = body;
  return { title, text, mediaIds, variants: variants.map(toVariant), scheduledFor };
}

export function toPostChanges({ variants, ...rest }: UpdatePostRequest): Partial<PostInput> {
  return { ...rest, ...(variants && { variants: variants.map(toVariant) }) };
}

function toVariant({ channelId, text, mediaIds }: VariantRequest): PostInput['variants'][number] {
  return { channelId, text: text ?? null, mediaIds: mediaIds ?? null };
}

export function toStates(state: string | undefined): PostState[] | null {
  return state ? POST_STATES.filter((known) => state.split(',').includes(known)) : null;
}

export function toPostResponse({ post, media, channels, publications }: PostDetails): PostResponse {
  return {
    id: post.id,
    title: post.title,
    text: post.text,
    mediaIds: post.mediaIds,
    media: media.map(toMediaResponse),
    variants: post.variants.map((variant) => ({
      channelId: variant.channelId,
      channel: {
        network: channels.get(variant.channelId)?.network ?? '',
        handle: channels.get(variant.channelId)?.handle ?? '',
      },
      text: variant.text,
      mediaIds: variant.mediaIds,
      effectiveText: effectiveText(post, variant),
    })),
    state: post.state,
    stateReason: post.stateReason,
    contentHash: post.contentHash,
    scheduledFor: toScheduleResponse(post),
    author: post.author,
    publications: publications.map(toPublicationResponse),
    version: post.version,
    createdAt: post.createdAt.toISOString(),
    updatedAt: post.updatedAt.toISOString(),
  };
}

function toScheduleResponse({ schedule }: Post): ScheduleResponse | null {
  return schedule && { local: schedule.local, timeZone: schedule.timeZone, at: schedule.at.toISOString() };
}

function toPublicationResponse(publication: Publication): PublicationResponse {
  return {
    id: publication.id,
    channelId: publication.channelId,
    state: publication.state,
    remoteUrl: publication.remoteUrl,
    publishedAt: publication.publishedAt?.toISOString() ?? null,
    error: publication.error,
    confirmedAbsent: publication.confirmedAbsent,
  };
}

import type { Media, Post } from '../../api/types';

export interface FormVariant {
  channelId: string;
  /** Null: the same as the post's. */
  text: string | null;
  /** Null: the same as the post's. */
  mediaIds: string[] | null;
}

export interface PostForm {
  title: string;
  text: string;
  mediaIds: string[];
  variants: FormVariant[];
  /** Null: as soon as approved. `local` is empty until a time is chosen. */
  schedule: { local: string; timeZone: string } | null;
}

export const EMPTY_FORM: PostForm = { title: '', text: '', mediaIds: [], variants: [], schedule: null };

export function toForm(post: Post): PostForm {
  const { title, text, mediaIds, variants, scheduledFor } = post;
  return {
    title: title ?? '',
    text,
    mediaIds,
    variants: variants.map((variant) => ({
      channelId: variant.channelId,
      text: variant.text,
      mediaIds: variant.mediaIds,
    })),
    schedule: scheduledFor && { local: scheduledFor.local, timeZone: scheduledFor.timeZone },
  };
}

export function toBody(form: PostForm) {
  return {
    title: form.title.trim() || null,
    text: form.text,
    mediaIds: form.mediaIds,
    variants: form.variants,
    scheduledFor: form.schedule,
  };
}

export function sameForm(a: PostForm, b: PostForm): boolean {
  return JSON.stringify(toBody(a)) === JSON.stringify(toBody(b));
}

/** Names of the parts in which two forms differ, for telling a person what changed. */
export function differences(a: PostForm, b: PostForm): (keyof PostForm)[] {
  const names = Object.keys(EMPTY_FORM) as (keyof PostForm)[];
  return names.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}

export interface EffectiveVariant {
  channelId: string;
  text: string;
  mediaIds: string[];
}

/** What each channel would get. */
export function effectiveVariants(form: PostForm): EffectiveVariant[] {
  return form.variants.map(({ channelId, text, mediaIds }) => ({
    channelId,
    text: text ?? form.text,
    mediaIds: mediaIds ?? form.mediaIds,
  }));
}

/** Without an image that is gone, everywhere. */
export function withoutMedia(form: PostForm, id: string): PostForm {
  const without = (ids: string[]) => ids.filter((known) => known !== id);
  return {
    ...form,
    mediaIds: without(form.mediaIds),
    variants: form.variants.map((variant) => ({
      ...variant,
      mediaIds: variant.mediaIds && without(variant.mediaIds),
    })),
  };
}

export interface KeptDraft {
  form: PostForm;
  media: Media[];
  version: number;
}

const draftKey = (id: string) => `divan-post-${id}`;

/** Unsaved work survives a reload and a look elsewhere, in this tab; signing out removes it. */
export function keepDraft(id: string, draft: KeptDraft | null): void {
  if (draft) sessionStorage.setItem(draftKey(id), JSON.stringify(draft));
  else sessionStorage.removeItem(draftKey(id));
}

export function readDraft(id: string, version: number): KeptDraft | null {
  try {
    const draft = JSON.parse(sessionStorage.getItem(draftKey(id)) ?? 'null') as KeptDraft | null;
    return draft?.version === version ? draft : null;
  } catch {
    return null;
  }
}

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { useMe } from '../../api/queries';
import type { Media, Post } from '../../api/types';
import { EMPTY_FORM, keepDraft, readDraft, sameForm, toBody, toForm, type PostForm } from './post-form';
import { fetchPost, keepPost } from './post-queries';

const STALE = 412;
const NEW = 'new';

export interface Composer {
  /** As the server knows it; null while it was never saved. */
  base: Post | null;
  form: PostForm;
  change: (changes: Partial<PostForm> | ((form: PostForm) => PostForm)) => void;
  media: ReadonlyMap<string, Media>;
  addMedia: (media: Media) => void;
  dirty: boolean;
  restored: boolean;
  discard: () => void;
  /** Somebody else's version, when ours was made from an older one. */
  conflict: Post | null;
  takeTheirs: () => void;
  keepMine: () => void;
  closeConflict: () => void;
  /** Saves what is unsaved; null when that met a conflict, which then is on screen. Rejects with other problems. */
  save: () => Promise<Post | null>;
  /** Runs an act that needs the current version; a stale version becomes a conflict. */
  withVersion: (act: (post: Post) => Promise<Post>) => Promise<Post | null>;
  /** The version moved for a reason of our own (an alt text): adopt it unless somebody changed more. */
  rebase: () => Promise<void>;
}

function useMediaOf(post: Post | null, kept: Media[]) {
  const [media, setMedia] = useState(() => new Map([...(post?.media ?? []), ...kept].map((item) => [item.id, item])));
  const addMedia = useCallback((item: Media) => setMedia((known) => new Map(known).set(item.id, item)), []);
  return { media, addMedia, setMedia };
}

export function useComposer(post: Post | null): Composer {
  const timeZone = useMe().data?.organization.timeZone ?? 'UTC';
  const draftId = post?.id ?? NEW;
  const kept = useRef(readDraft(draftId, post?.version ?? 0));
  const [base, setBase] = useState(post);
  const [form, setForm] = useState<PostForm>(() => kept.current?.form ?? (post ? toForm(post) : EMPTY_FORM));
  const [restored, setRestored] = useState(kept.current !== null);
  const [conflict, setConflict] = useState<Post | null>(null);
  const { media, addMedia, setMedia } = useMediaOf(post, kept.current?.media ?? []);
  const latest = useRef({ base, form });
  latest.current = { base, form };
  const createKey = useRef(crypto.randomUUID());

  const saved = useMemo(() => (base ? toForm(base) : EMPTY_FORM), [base]);
  const dirty = !sameForm(form, saved);

  useEffect(() => {
    const used = [...media.values()];
    keepDraft(draftId, dirty ? { form, media: used, version: base?.version ?? 0 } : null);
  }, [draftId, dirty, form, media, base]);

  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);

  const change = useCallback<Composer['change']>((changes) => {
    setForm((old) => (typeof changes === 'function' ? changes(old) : { ...old, ...changes }));
  }, []);

  const adopt = useCallback(
    (next: Post, alsoForm: boolean) => {
      latest.current.base = next;
      setBase(next);
      setMedia((known) => new Map([...known, ...next.media.map((item) => [item.id, item] as const)]));
      if (alsoForm) setForm(toForm(next));
      keepPost(next);
    },
    [setMedia],
  );

  /** True when only the version moved; else the conflict is on screen. */
  const catchUp = useCallback(
    async (ours: Post): Promise<boolean> => {
      const theirs = await fetchPost(ours.id);
      const onlyVersion = sameForm(toForm(theirs), toForm(ours)) && theirs.state === ours.state;
      if (onlyVersion) adopt(theirs, false);
      else setConflict(theirs);
      return onlyVersion;
    },
    [adopt],
  );

  const withVersion = useCallback<Composer['withVersion']>(
    async (act) => {
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const ours = latest.current.base;
        if (!ours) return null;
        try {
          const done = await act(ours);
          adopt(done, false);
          return done;
        } catch (error) {
          if (!(error instanceof ProblemError) || error.status !== STALE) throw error;
          if (!(await catchUp(ours))) return null;
        }
      }
      return null;
    },
    [adopt, catchUp],
  );

  const save = useCallback<Composer['save']>(async () => {
    const sent = latest.current.form;
    if (!latest.current.base) {
      const made = await api.post<Post>('/posts', toBody(sent), { idempotencyKey: createKey.current });
      keepDraft(NEW, null);
      createKey.current = crypto.randomUUID();
      adopt(made, false);
      return made;
    }
    return withVersion((ours) => api.patch<Post>(`/posts/${ours.id}`, toBody(sent), { ifMatch: ours.version }));
  }, [adopt, withVersion]);

  const rebase = useCallback(async () => {
    if (latest.current.base) await catchUp(latest.current.base);
  }, [catchUp]);

  const resolve = (alsoForm: boolean) => {
    if (conflict) adopt(conflict, alsoForm);
    setConflict(null);
  };
  return {
    base,
    form: form.schedule?.timeZone === '' ? { ...form, schedule: { ...form.schedule, timeZone } } : form,
    change,
    media,
    addMedia,
    dirty,
    restored: restored && dirty,
    discard: () => {
      setForm(saved);
      setRestored(false);
    },
    conflict,
    takeTheirs: () => resolve(true),
    keepMine: () => resolve(false),
    closeConflict: () => setConflict(null),
    save,
    withVersion,
    rebase,
  };
}

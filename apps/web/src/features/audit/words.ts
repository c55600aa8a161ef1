import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useChannels, useMembers, usePermission, useTeams } from '../../api/queries';
import type { AuditEvent } from '../../api/types';

/** `post-edited`, `lastSignedAt`: the programmer's name as plain words, where we have none of our own. */
function readable(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export interface AuditWords {
  /** What was done: `inbox.message-received`. `inbox.` is everything in that area. */
  kind: (kind: string) => string;
  area: (kind: string) => string;
  object: (type: string) => string;
  /** The field at the end of a path: `channel.handle`. */
  field: (path: string) => string;
  /** A value from a closed set, where we have a word for it. */
  value: (path: string, value: string) => string | null;
}

export const areaOf = (kind: string): string => kind.split('.')[0] ?? kind;

/** The words for what the log names. What has none is shown by its name, made readable. */
export function useAuditWords(): AuditWords {
  const { t, i18n } = useTranslation('audit-kinds');
  return useMemo(() => {
    const known = (key: string) => i18n.exists(`audit-kinds:${key}`);
    const say = (key: string, name: string) => (known(key) ? t(key) : readable(name));
    const area = (kind: string) => say(`areas.${areaOf(kind)}`, areaOf(kind));
    return {
      area,
      kind: (kind) => {
        if (kind.endsWith('.')) return t('everythingIn', { area: area(kind) });
        return say(`kinds.${kind}`, kind.slice(kind.indexOf('.') + 1));
      },
      object: (type) => say(`objects.${type}`, type),
      field: (path) => {
        const names = path.split('.').filter((name) => !/^\d+$/.test(name));
        return names.map((name) => say(`fields.${name}`, name)).join(' › ');
      },
      value: (path, value) => {
        const key = `values.${path.split('.').at(-1) ?? ''}.${value}`;
        return /^[a-z_-]+$/.test(value) && known(key) ? t(key) : null;
      },
    };
  }, [t, i18n]);
}

/** The types of objects that there are words for, to choose from. */
export function useObjectTypes(): { value: string; label: string }[] {
  const { t } = useTranslation('audit-kinds');
  return useMemo(() => {
    const texts = t('objects', { returnObjects: true }) as Record<string, string>;
    return Object.entries(texts).map(([value, label]) => ({ value, label }));
  }, [t]);
}

export type NameOf = (id: string) => string | null;

/** Names of members, teams and channels by id, as far as the member may see them. */
export function useNames(): NameOf {
  const members = useMembers(usePermission('members:read')).data?.items;
  const teams = useTeams(usePermission('members:read')).data?.items;
  const channels = useChannels(usePermission('channels:read')).data?.items;
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const { id, name } of [...(members ?? []), ...(teams ?? [])]) names.set(id, name);
    for (const { id, handle } of channels ?? []) names.set(id, handle);
    return (id) => names.get(id) ?? null;
  }, [members, teams, channels]);
}

/** The actor in a word or two. */
export function useActorName(): (actor: AuditEvent['actor']) => string {
  const { t } = useTranslation('audit');
  return useCallback(
    (actor) => (actor.kind === 'system' ? t('actors.system') : (actor.name ?? t('actors.erased'))),
    [t],
  );
}

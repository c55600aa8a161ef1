import { Button, Group, Modal, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, usePermission } from '../../api/queries';
import type { AuditEvent, Page, Post } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { differences, EMPTY_FORM, toForm } from './post-form';
import type { Composer } from './use-composer';
import classes from './composer.module.css';

/** Who changed the post last; only the audit log knows, so only who may read it is told. */
function useLastChange(postId: string): AuditEvent | undefined {
  const allowed = usePermission('audit:read');
  const query = useQuery({
    queryKey: [keys.audit, 'of-post', postId],
    queryFn: ({ signal }) =>
      api.get<Page<AuditEvent>>('/audit-events', {
        query: { objectType: 'post', objectId: postId, outcome: 'success', limit: 1 },
        signal,
      }),
    enabled: allowed,
    staleTime: 0,
  });
  return query.data?.items[0];
}

/** Somebody saved another version meanwhile: says who and what, and lets the member choose. */
export function ConflictDialog({ composer, theirs }: { composer: Composer; theirs: Post }) {
  const { t } = useTranslation(['publishing', 'common']);
  const format = useFormat();
  const last = useLastChange(theirs.id);
  const before = composer.base ? toForm(composer.base) : EMPTY_FORM;
  const changed = differences(before, toForm(theirs)).map((name) => t(`conflict.parts.${name}`));
  if (theirs.state !== composer.base?.state) changed.push(t('conflict.parts.state'));
  const who = last?.actor.name ?? t('conflict.somebody');
  const locked = ['publishing', 'published', 'partly_published'].includes(theirs.state);
  return (
    <Modal
      opened
      onClose={composer.closeConflict}
      title={t('conflict.title')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <Stack gap="md">
        <p className={classes.plain}>
          {t('conflict.text', {
            name: `\u2068${who}\u2069`,
            at: format.relative(theirs.updatedAt),
            parts: format.list(changed.length > 0 ? changed : [t('conflict.parts.media')]),
          })}
        </p>
        {theirs.text !== before.text ? (
          <blockquote className={classes.theirs} dir="auto">
            {theirs.text}
          </blockquote>
        ) : null}
        <p className={classes.hint}>{t(locked ? 'conflict.lockedHelp' : 'conflict.help')}</p>
        <Group justify="flex-end" gap="sm">
          {locked ? null : (
            <Button variant="default" onClick={composer.keepMine}>
              {t('conflict.keepMine')}
            </Button>
          )}
          <Button onClick={composer.takeTheirs}>{t('conflict.takeTheirs')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

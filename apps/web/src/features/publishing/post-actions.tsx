import { useState, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconClockExclamation, IconInfoCircle, IconPencil, IconSend2 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient, usePermission } from '../../api/queries';
import type { Post } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { Notice } from '../../components/notice';
import { notifyDone, notifyError } from '../../components/notify';
import { APPROVED_LATE } from '../../components/post/post-state';
import { keepPost } from './post-queries';
import { useReasonText } from './reason-text';

type Act = 'withdraw' | 'publish-now';

interface PostActionsProps {
  post: Post;
  onEdit: () => void;
}

function isLate(post: Post): boolean {
  return post.state === 'approved' && post.stateReason?.code === APPROVED_LATE;
}

function useAct(post: Post, onDone: () => void) {
  const { t } = useTranslation('publishing');
  return useMutation({
    mutationFn: (act: Act) => api.post<Post>(`/posts/${post.id}/${act}`, undefined, { ifMatch: post.version }),
    onSuccess: (changed, act) => {
      keepPost(changed);
      notifyDone(t(act === 'withdraw' ? 'detail.withdrawn' : 'detail.publishingNow'));
    },
    onError: (error) => {
      notifyError(error);
      void queryClient.invalidateQueries({ queryKey: [keys.posts, post.id] });
    },
    onSettled: onDone,
  });
}

const EDITABLE: readonly Post['state'][] = ['in_review', 'approved', 'scheduled', 'failed'];
const WITHDRAWABLE: readonly Post['state'][] = ['in_review', 'approved', 'scheduled'];

/** While an outcome is unknown the API refuses an edit: the text may be out already. */
function mayEdit(post: Post): boolean {
  return EDITABLE.includes(post.state) && post.publications.every(({ state }) => state !== 'unknown');
}

export function PostActions({ post, onEdit }: PostActionsProps) {
  const { t } = useTranslation('publishing');
  const canWrite = usePermission('posts:write');
  const canSubmit = usePermission('posts:submit');
  const [asking, setAsking] = useState<Act | null>(null);
  const act = useAct(post, () => setAsking(null));
  const dialogs: Record<Act, ReactNode> = {
    withdraw: t('detail.withdrawText'),
    'publish-now': t('detail.publishNowText'),
  };
  const words = asking === 'withdraw' ? 'detail.withdraw' : 'detail.publishNow';
  return (
    <>
      {canSubmit && WITHDRAWABLE.includes(post.state) ? (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} className="dv-flip" aria-hidden />}
          onClick={() => setAsking('withdraw')}
        >
          {t('detail.withdraw')}
        </Button>
      ) : null}
      {canWrite && mayEdit(post) ? (
        <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
          {t(isLate(post) ? 'detail.reschedule' : 'detail.edit')}
        </Button>
      ) : null}
      {canSubmit && isLate(post) ? (
        <Button
          leftSection={<IconSend2 size={16} className="dv-flip" aria-hidden />}
          onClick={() => setAsking('publish-now')}
        >
          {t('detail.publishNow')}
        </Button>
      ) : null}
      <ConfirmDialog
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={t(words)}
        action={t(words)}
        onConfirm={() => asking && act.mutate(asking)}
        busy={act.isPending}
      >
        {asking ? dialogs[asking] : null}
      </ConfirmDialog>
    </>
  );
}

/** What a person should know about the post's state, in words, before anything else on the page. */
export function StateNotice({ post }: PostActionsProps) {
  const { t } = useTranslation('publishing');
  const reasonText = useReasonText();
  if (isLate(post)) {
    return (
      <Notice tone="warn" icon={IconClockExclamation} title={t('detail.lateTitle')}>
        {t('detail.lateText')}
      </Notice>
    );
  }
  if (!post.stateReason) return null;
  return (
    <Notice tone="warn" icon={IconInfoCircle}>
      {reasonText(post.stateReason)}
    </Notice>
  );
}

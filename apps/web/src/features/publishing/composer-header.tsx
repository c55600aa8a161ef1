import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconDeviceFloppy, IconSend2, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api/client';
import { isProblem, ProblemError } from '../../api/problem';
import { keys, queryClient, usePermission } from '../../api/queries';
import type { Post } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { notifyDone, notifyError } from '../../components/notify';
import { PostStatePill } from '../../components/post/post-state';
import { useProblemText } from '../../components/problem-text';
import { BackLink, PostHeader } from './post-header';
import { keepDraft } from './post-form';
import type { Checks } from './use-checks';
import type { Composer } from './use-composer';

interface ComposerHeaderProps {
  composer: Composer;
  checks: Checks;
  onScheduleError: (text: string | null) => void;
  onLeave?: (() => void) | undefined;
}

type Act = 'save' | 'submit' | 'delete';

function aboutSchedule(error: unknown): boolean {
  return (
    error instanceof ProblemError && (error.problem.errors ?? []).some(({ pointer }) => pointer === '/scheduledFor')
  );
}

/** Saving, submitting, deleting: one at a time, each with what can go wrong. */
function useActs({ composer, onScheduleError, onLeave }: Omit<ComposerHeaderProps, 'checks'>) {
  const { t } = useTranslation('publishing');
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [busy, setBusy] = useState<Act | null>(null);

  const run = async (act: Act, work: () => Promise<void>) => {
    setBusy(act);
    onScheduleError(null);
    try {
      await work();
    } catch (error) {
      if (aboutSchedule(error)) onScheduleError(problemText(error));
      notifyError(error, isProblem(error, 'publishing.checks_failed') ? t('composer.checksFailed') : undefined);
    } finally {
      setBusy(null);
    }
  };
  const openSaved = (saved: Post) => {
    if (!window.location.pathname.endsWith(saved.id)) void navigate(`/publish/${saved.id}`, { replace: true });
  };
  const save = () =>
    run('save', async () => {
      const saved = await composer.save();
      if (!saved) return;
      notifyDone(t('composer.saved'));
      if (onLeave) onLeave();
      else openSaved(saved);
    });
  const submit = () =>
    run('submit', async () => {
      const saved = composer.dirty || !composer.base ? await composer.save() : composer.base;
      if (!saved) return;
      // Saved even if the submission is refused: the address must be the draft's by then.
      try {
        const submitted = await composer.withVersion((post) =>
          api.post<Post>(`/posts/${post.id}/submit`, undefined, { ifMatch: post.version }),
        );
        if (submitted) {
          notifyDone(t('composer.submitted'));
          void navigate(`/publish/${submitted.id}`, { replace: true });
        }
      } catch (error) {
        openSaved(saved);
        throw error;
      }
    });
  const remove = () =>
    run('delete', async () => {
      const { base } = composer;
      if (base) await api.delete(`/posts/${base.id}`, { ifMatch: base.version });
      keepDraft(base?.id ?? 'new', null);
      composer.discard();
      void queryClient.invalidateQueries({ queryKey: [keys.posts, 'list'] });
      notifyDone(t('composer.deleted'));
      void navigate('/publish?view=drafts');
    });
  return { busy, save, submit, remove };
}

const SUBMITTABLE: readonly Post['state'][] = ['draft', 'changes_requested', 'rejected'];

type Acts = ReturnType<typeof useActs>;

/** Why it cannot be submitted yet; empty when it can. */
function useObstacle({ form }: Composer, checks: Checks): string {
  const { t } = useTranslation('publishing');
  if (form.variants.length === 0) return t('composer.needChannel');
  if (checks.errors > 0) return t('composer.needMending');
  return form.schedule?.local === '' ? t('composer.needTime') : '';
}

function DeleteButton({ composer, acts }: { composer: Composer; acts: Acts }) {
  const { t } = useTranslation('publishing');
  const [asking, setAsking] = useState(false);
  const { base, dirty } = composer;
  if (base !== null && base.state !== 'draft') return null;
  const words = base ? 'composer.delete' : 'composer.throwAway';
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsking(true)}
        disabled={acts.busy !== null || (base === null && !dirty)}
      >
        {t(words)}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t(`${words}Title`)}
        action={t(words)}
        onConfirm={() => {
          setAsking(false);
          void acts.remove();
        }}
        busy={acts.busy === 'delete'}
        dangerous
      >
        {t('composer.deleteText')}
      </ConfirmDialog>
    </>
  );
}

function SubmitButton({ composer, checks, acts }: { composer: Composer; checks: Checks; acts: Acts }) {
  const { t } = useTranslation('publishing');
  const allowed = usePermission('posts:submit');
  const obstacle = useObstacle(composer, checks);
  const { base, dirty } = composer;
  // An edit of what was asked about makes a draft of it, which can then be submitted again.
  const submittable = base === null || SUBMITTABLE.includes(base.state) || dirty;
  if (!allowed) return null;
  return (
    <Button
      leftSection={<IconSend2 size={16} className="dv-flip" aria-hidden />}
      onClick={() => void acts.submit()}
      loading={acts.busy === 'submit'}
      disabled={acts.busy !== null || !submittable || obstacle !== ''}
      title={obstacle}
    >
      {t('composer.submit')}
    </Button>
  );
}

function Actions({ composer, checks, acts }: { composer: Composer; checks: Checks; acts: Acts }) {
  const { t } = useTranslation('publishing');
  const noTime = composer.form.schedule?.local === '';
  return (
    <>
      <DeleteButton composer={composer} acts={acts} />
      <Button
        variant="default"
        leftSection={<IconDeviceFloppy size={16} aria-hidden />}
        onClick={() => void acts.save()}
        loading={acts.busy === 'save'}
        disabled={acts.busy !== null || !composer.dirty || noTime}
      >
        {t('composer.save')}
      </Button>
      <SubmitButton composer={composer} checks={checks} acts={acts} />
    </>
  );
}

export function ComposerHeader(props: ComposerHeaderProps) {
  const { composer, checks, onLeave } = props;
  const { t } = useTranslation('publishing');
  const canWrite = usePermission('posts:write');
  const acts = useActs(props);
  const { base, dirty, form } = composer;
  const savedNote = base ? t('composer.allSaved') : null;
  return (
    <PostHeader
      title={base ? form.title || t('composer.edit') : t('composer.new')}
      back={<BackLink {...(onLeave ? { onClick: onLeave } : {})} />}
      pill={base ? <PostStatePill state={base.state} reason={base.stateReason} /> : null}
      note={dirty ? t('composer.unsaved') : savedNote}
      actions={canWrite ? <Actions composer={composer} checks={checks} acts={acts} /> : null}
    />
  );
}

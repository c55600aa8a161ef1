import { useRef, useState } from 'react';
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { ApprovalRequest, Decision } from '../../api/types';
import { announce } from '../../components/announcer';
import { notifyDone } from '../../components/notify';
import { useProblemText } from '../../components/problem-text';
import { useScheduleFormats } from '../../components/post/schedule-text';
import { useFormat } from '../../i18n/format';
import { keepRequest } from './approval-queries';
import classes from './decide.module.css';

interface DecisionDialogProps {
  request: ApprovalRequest;
  decision: Decision;
  onClose: () => void;
  onDecided: () => void;
}

/** What follows from an approval, in one sentence. */
function useConsequence(request: ApprovalRequest): string {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  const schedule = useScheduleFormats();
  const { scheduledFor, variants } = request.post;
  const channels = format.list(variants.map(({ channel }) => `\u2066${channel.handle}\u2069`));
  if (!scheduledFor) return t('dialog.goesNow', { channels });
  const late = new Date(scheduledFor.at).getTime() <= Date.now();
  return late ? t('dialog.goesLate') : t('dialog.goesAt', { channels, at: schedule.full(scheduledFor) });
}

/** The decision names the content that was looked at; the same press twice decides once. */
function useDecide({ request, decision, onDecided }: DecisionDialogProps, comment: string) {
  const { t } = useTranslation('approvals');
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: () =>
      api.post<ApprovalRequest>(
        `/approval-requests/${request.id}/decisions`,
        { decision, comment: comment.trim() || null, contentHash: request.contentHash },
        { idempotencyKey: key.current },
      ),
    onSuccess: (decided) => {
      keepRequest(decided);
      notifyDone(t(`done.${decision}`));
      announce(t(`done.${decision}`));
      onDecided();
    },
    onError: () => {
      key.current = crypto.randomUUID();
      void queryClient.invalidateQueries({ queryKey: [keys.approvals] });
    },
  });
}

export function DecisionDialog(props: DecisionDialogProps) {
  const { request, decision, onClose } = props;
  const { t } = useTranslation(['approvals', 'common']);
  const problemText = useProblemText();
  const [comment, setComment] = useState('');
  const [missing, setMissing] = useState(false);
  const consequence = useConsequence(request);
  const decide = useDecide(props, comment);
  const needsComment = decision !== 'approve';
  const submit = () => {
    if (needsComment && comment.trim() === '') setMissing(true);
    else decide.mutate();
  };
  const error = missing ? t('dialog.commentRequired') : decide.error ? problemText(decide.error) : null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`dialog.title.${decision}`)}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <p className={classes.plain}>{decision === 'approve' ? consequence : t(`dialog.text.${decision}`)}</p>
          <Textarea
            label={t(needsComment ? 'dialog.commentFor' : 'dialog.comment')}
            value={comment}
            onChange={(event) => {
              setMissing(false);
              setComment(event.currentTarget.value);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
            }}
            error={error}
            required={needsComment}
            {...(needsComment ? { 'data-autofocus': true } : {})}
            dir="auto"
            autosize
            minRows={3}
            maxRows={10}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button
              type="submit"
              {...(decision === 'reject' ? { color: 'red.8' } : {})}
              {...(needsComment ? {} : { 'data-autofocus': true })}
              loading={decide.isPending}
            >
              {t(`actions.${decision}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { useRef, useState, type KeyboardEvent, type RefCallback } from 'react';
import { Button, Textarea } from '@mantine/core';
import { IconInfoCircle, IconLock, IconSend2, IconWorld } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient, useMe, usePermission } from '../../api/queries';
import type { Conversation, Message } from '../../api/types';
import { announce } from '../../components/announcer';
import { useProblemText } from '../../components/problem-text';
import { useFormat } from '../../i18n/format';
import { keepDraft, readDraft } from './drafts';
import type { MessagePages } from './inbox-queries';
import { countText } from './text-count';
import classes from './conversation.module.css';

interface ReplyBoxProps {
  conversation: Conversation;
  inputRef: RefCallback<HTMLTextAreaElement>;
}

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
const SEND_KEYS = isMac ? '⌘ ⏎' : 'Ctrl ⏎';

function placeholderMessage(
  conversationId: string,
  text: string,
  author: { id: string; name: string },
  kind: Message['kind'],
): Message {
  return {
    id: `sending-${crypto.randomUUID()}`,
    conversationId,
    direction: 'outbound',
    kind,
    text,
    language: null,
    author: { memberId: author.id, name: author.name },
    sentAt: new Date().toISOString(),
    receivedAt: new Date().toISOString(),
    url: null,
    media: [],
    reaction: null,
    inReplyToId: null,
    delivery: { state: 'sending', detail: null, code: null },
  };
}

function changeNewestPage(conversationId: string, change: (items: Message[]) => Message[]): void {
  queryClient.setQueryData<MessagePages>([keys.messages, conversationId], (data) => {
    const [newest, ...older] = data?.pages ?? [];
    return data && newest ? { ...data, pages: [{ ...newest, items: change(newest.items) }, ...older] } : data;
  });
}

/** Sends once per text, even when the answer is lost and the member presses again: the key stays with the text. */
function useSend(conversation: Conversation) {
  const me = useMe().data?.member;
  const attempt = useRef<{ text: string; key: string } | null>(null);
  return useMutation({
    mutationFn: (text: string) => {
      if (attempt.current?.text !== text) attempt.current = { text, key: crypto.randomUUID() };
      return api.post<Message>(
        `/conversations/${conversation.id}/messages`,
        { text },
        { idempotencyKey: attempt.current.key },
      );
    },
    onMutate: async (text) => {
      await queryClient.cancelQueries({ queryKey: [keys.messages, conversation.id] });
      const shown = placeholderMessage(conversation.id, text, me ?? { id: '', name: '' }, conversation.kind);
      changeNewestPage(conversation.id, (items) => [shown, ...items]);
      return shown.id;
    },
    onSuccess: (message, _text, shownId) => {
      attempt.current = null;
      changeNewestPage(conversation.id, (items) => {
        const already = items.some((item) => item.id === message.id);
        return items.flatMap((item) => (item.id === shownId ? (already ? [] : [message]) : [item]));
      });
    },
    onError: (_error, _text, shownId) =>
      changeNewestPage(conversation.id, (items) => items.filter((item) => item.id !== shownId)),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: [keys.messages, conversation.id] });
      void queryClient.invalidateQueries({ queryKey: [keys.conversation, conversation.id] });
    },
  });
}

function Count({ text, limit }: { text: string; limit: NonNullable<Conversation['replyLimit']> }) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  const used = countText(text, limit.unit);
  const left = limit.max - used;
  const words = left < 0 ? t('reply.over', { count: -left }) : t('reply.remaining', { count: left });
  return (
    <span
      id="reply-count"
      className={classes.count}
      data-state={left < 0 ? 'over' : left < limit.max * 0.1 ? 'near' : undefined}
      title={words}
    >
      <span aria-hidden className="dv-tabular">
        {format.number(used)} / {format.number(limit.max)}
      </span>
      <span className="dv-sr">{words}</span>
    </span>
  );
}

export function ReplyBox({ conversation, inputRef }: ReplyBoxProps) {
  const { t, i18n } = useTranslation('inbox');
  const problemText = useProblemText();
  const allowed = usePermission('inbox:reply');
  const [text, setText] = useState(() => readDraft(conversation.id));
  const send = useSend(conversation);
  const { replyLimit, replyUnsupportedReason, contact } = conversation;

  if (replyUnsupportedReason || !allowed) {
    return (
      <div className={classes.noReply}>
        <IconInfoCircle size={18} aria-hidden />
        <div>
          {replyUnsupportedReason ? (
            <>
              <strong>{t('reply.unsupported')}</strong>
              <p lang={i18n.language === 'en' ? undefined : 'en'} dir="auto">
                {replyUnsupportedReason}
              </p>
            </>
          ) : (
            t('reply.notAllowed')
          )}
        </div>
      </div>
    );
  }

  const change = (next: string) => {
    setText(next);
    keepDraft(conversation.id, next);
  };
  const tooLong = replyLimit ? countText(text, replyLimit.unit) > replyLimit.max : false;
  const ready = text.trim() !== '' && !tooLong && !send.isPending;
  const submit = () => {
    if (!ready) return;
    const sent = text;
    change('');
    announce(t('message.sending'));
    // What could not be sent goes back into the box, unless something else was typed meanwhile.
    send.mutate(sent, {
      onError: () => {
        setText((current) => current || sent);
        keepDraft(conversation.id, sent);
      },
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
    if (event.key === 'Escape') event.currentTarget.blur();
  };
  const isPrivate = conversation.kind === 'direct_message';
  const Audience = isPrivate ? IconLock : IconWorld;

  return (
    <form
      className={classes.reply}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        ref={inputRef}
        aria-label={t('reply.label', { name: contact.displayName })}
        aria-describedby="reply-audience reply-count"
        placeholder={t('reply.placeholder', { handle: `\u2068${conversation.channel.handle}\u2069` })}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        error={send.error ? problemText(send.error) : null}
        dir="auto"
        autosize
        minRows={2}
        maxRows={10}
      />
      <div className={classes.replyFoot}>
        <span id="reply-audience" className={classes.audience}>
          <Audience size={15} aria-hidden />
          {isPrivate ? t('reply.privateNote', { name: contact.displayName }) : t('reply.publicNote')}
        </span>
        {replyLimit ? <Count text={text} limit={replyLimit} /> : null}
        <Button
          type="submit"
          size="xs"
          disabled={!ready}
          leftSection={<IconSend2 size={16} className="dv-flip" aria-hidden />}
          title={t('reply.sendHint', { keys: SEND_KEYS })}
        >
          {t('reply.send')}
        </Button>
      </div>
    </form>
  );
}

import { useEffect, useRef, useState } from 'react';
import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { Media } from '../../api/types';
import { AuthorizedImage } from '../../components/authorized-image';
import { useProblemText } from '../../components/problem-text';
import { useFormat } from '../../i18n/format';
import classes from './media.module.css';

const PAUSE_MS = 700;
const STALE = 412;

async function saveAltText(media: Media, altText: string): Promise<Media> {
  try {
    return await api.patch<Media>(`/media/${media.id}`, { altText }, { ifMatch: media.version });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== STALE) throw error;
    // Somebody else described it meanwhile; the one who is typing has the last word.
    const current = await api.get<Media>(`/media/${media.id}`);
    return api.patch<Media>(`/media/${media.id}`, { altText }, { ifMatch: current.version });
  }
}

/** Alt text is saved while it is written: the checks look at what is stored. */
function useAltText(media: Media, onSaved: (media: Media) => void) {
  const [text, setText] = useState(media.altText ?? '');
  const [error, setError] = useState<unknown>(null);
  const latest = useRef({ media, text });
  latest.current = { media, text };
  const queue = useRef<Promise<void>>(Promise.resolve());
  const save = () => {
    queue.current = queue.current.then(async () => {
      const { media: current, text: wanted } = latest.current;
      if (wanted === (current.altText ?? '')) return;
      try {
        const saved = await saveAltText(current, wanted);
        latest.current.media = saved;
        setError(null);
        onSaved(saved);
      } catch (problem) {
        setError(problem);
      }
    });
  };
  const later = useDebouncedCallback(save, { delay: PAUSE_MS, flushOnUnmount: true });
  const change = (next: string) => {
    setText(next);
    latest.current.text = next;
    later();
  };
  return { text, change, save, error };
}

interface MediaCardProps {
  media: Media;
  index: number;
  count: number;
  altTextMax: number;
  disabled: boolean;
  /** Newly added: its description is the next thing to write. */
  focus: boolean;
  onMove: (by: number) => void;
  onRemove: () => void;
  onSaved: (media: Media) => void;
}

export function MediaCard(props: MediaCardProps) {
  const { media, index, count, altTextMax, disabled } = props;
  const { t } = useTranslation('publishing');
  const format = useFormat();
  const problemText = useProblemText();
  const alt = useAltText(media, props.onSaved);
  const [left, setLeft] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (props.focus) field.current?.focus();
  }, [props.focus]);
  const used = Array.from(alt.text).length;
  const missing = alt.text.trim() === '';
  const error =
    (alt.error ? problemText(alt.error) : '') ||
    (used > altTextMax && t('media.altTooLong', { count: used - altTextMax })) ||
    (missing && left && t('media.altRequired'));
  const tools: [string, typeof IconTrash, () => void, boolean][] = [
    [t('media.moveUp'), IconChevronUp, () => props.onMove(-1), index === 0],
    [t('media.moveDown'), IconChevronDown, () => props.onMove(1), index === count - 1],
    [t('media.remove'), IconTrash, props.onRemove, false],
  ];
  return (
    <li className={classes.card} data-missing={missing || undefined}>
      <AuthorizedImage path={`/media/${media.id}/content`} alt={alt.text} className={classes.thumb ?? ''} />
      <div className={classes.description}>
        <Textarea
          ref={field}
          label={t('media.altFor', { number: format.number(index + 1) })}
          placeholder={t('media.altPlaceholder')}
          value={alt.text}
          onChange={(event) => alt.change(event.currentTarget.value)}
          onBlur={() => {
            setLeft(true);
            alt.save();
          }}
          error={error || null}
          disabled={disabled}
          required
          dir="auto"
          autosize
          minRows={2}
          maxRows={6}
        />
        <span className={classes.altCount} data-over={used > altTextMax || undefined}>
          {t('media.altCount', { used: format.number(used), max: format.number(altTextMax) })}
        </span>
      </div>
      <div className={classes.tools}>
        {tools.map(([label, Glyph, act, off]) => (
          <Tooltip key={label} label={label}>
            <ActionIcon variant="subtle" color="gray" onClick={act} disabled={off || disabled} aria-label={label}>
              <Glyph size={17} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
      </div>
    </li>
  );
}

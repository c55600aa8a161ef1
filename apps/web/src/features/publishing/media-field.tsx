import { useRef, useState, type DragEvent } from 'react';
import { Button, CloseButton, Progress } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { Media } from '../../api/types';
import { announce } from '../../components/announcer';
import { useProblemText } from '../../components/problem-text';
import { useFormat } from '../../i18n/format';
import { MediaCard } from './media-card';
import { withoutMedia, type PostForm } from './post-form';
import type { Composer } from './use-composer';
import { useUploads, type Upload } from './use-uploads';
import classes from './media.module.css';

const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

function UploadLine({ upload }: { upload: Upload }) {
  const { t } = useTranslation(['publishing', 'common']);
  const format = useFormat();
  const problemText = useProblemText();
  return (
    <li className={classes.upload}>
      <span className={classes.uploadName} dir="auto">
        {upload.name}
      </span>
      {upload.error ? (
        <span className={classes.uploadError} role="alert">
          {problemText(upload.error)}
        </span>
      ) : (
        <Progress
          value={upload.share * 100}
          className={classes.progress ?? ''}
          aria-label={t('media.uploading', { name: upload.name })}
          size="sm"
        />
      )}
      {upload.error ? null : <span className="dv-tabular">{format.number(upload.share, { style: 'percent' })}</span>}
      <CloseButton
        size="sm"
        onClick={upload.stop}
        aria-label={t(upload.error ? 'common:actions.close' : 'media.stop')}
      />
    </li>
  );
}

function moved(ids: string[], from: number, by: number): string[] {
  const next = [...ids];
  const [id] = next.splice(from, 1);
  if (id !== undefined) next.splice(from + by, 0, id);
  return next;
}

interface MediaFieldProps {
  composer: Composer;
  altTextMax: number;
  disabled: boolean;
}

export function MediaField({ composer, altTextMax, disabled }: MediaFieldProps) {
  const { t } = useTranslation('publishing');
  const { form, change, media, addMedia, rebase } = composer;
  const allowed = usePermission('media:write');
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [newest, setNewest] = useState<string | null>(null);
  const { uploads, add } = useUploads((uploaded: Media) => {
    addMedia(uploaded);
    change((old: PostForm) => ({ ...old, mediaIds: [...old.mediaIds, uploaded.id] }));
    setNewest(uploaded.id);
    announce(t('media.uploaded'));
  });
  const canAdd = allowed && !disabled;
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (canAdd) add([...event.dataTransfer.files].filter((file) => file.type.startsWith('image/')));
  };
  return (
    <section aria-label={t('media.title')} className={classes.field}>
      <h2 className={classes.title}>{t('media.title')}</h2>
      <ul className={classes.list}>
        {form.mediaIds.map((id, index) => {
          const item = media.get(id);
          return item ? (
            <MediaCard
              key={id}
              media={item}
              index={index}
              count={form.mediaIds.length}
              altTextMax={altTextMax}
              disabled={!canAdd}
              focus={newest === id}
              onMove={(by) => change({ mediaIds: moved(form.mediaIds, index, by) })}
              onRemove={() => change((old) => withoutMedia(old, id))}
              onSaved={(saved) => {
                addMedia(saved);
                void rebase();
              }}
            />
          ) : null;
        })}
        {uploads.map((upload) => (
          <UploadLine key={upload.key} upload={upload} />
        ))}
      </ul>
      {canAdd ? (
        <div
          className={classes.drop}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <Button
            variant="default"
            leftSection={<IconPhotoPlus size={17} aria-hidden />}
            onClick={() => input.current?.click()}
          >
            {t('media.add')}
          </Button>
          <span className={classes.dropHint}>{t('media.hint')}</span>
          <input
            ref={input}
            type="file"
            accept={TYPES.join(',')}
            multiple
            hidden
            aria-label={t('media.add')}
            onChange={(event) => {
              add([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = '';
            }}
          />
        </div>
      ) : null}
    </section>
  );
}

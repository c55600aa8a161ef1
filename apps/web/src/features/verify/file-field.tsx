import { useId, useRef, useState, type DragEvent } from 'react';
import { Button, CloseButton } from '@mantine/core';
import { IconFile, IconFileUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import classes from './verify.module.css';

interface FileFieldProps {
  /** Its texts: `files` or `held`. */
  name: 'files' | 'held';
  files: readonly File[];
  onChange: (files: File[]) => void;
  error?: string | null;
}

/** Files by choosing or dropping; they are named here and stay on this device. */
export function FileField({ name, files, onChange, error = null }: FileFieldProps) {
  const { t } = useTranslation('verify');
  const format = useFormat();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const add = (more: FileList) => onChange([...files, ...more]);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  return (
    <div role="group" aria-labelledby={`${id}-title`} aria-describedby={`${id}-help ${id}-error`}>
      <p id={`${id}-title`} className={classes.label}>
        {t(`${name}.title`)}
      </p>
      <p id={`${id}-help`} className={classes.help}>
        {t(`${name}.help`)}
      </p>
      <div
        className={classes.drop}
        data-over={over || undefined}
        data-wrong={error ? true : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {files.length > 0 ? (
          <ul className={classes.files} aria-label={t('chosen')}>
            {files.map((file, i) => (
              <li key={`${file.name}-${i}`}>
                <IconFile size={16} aria-hidden />
                <bdi className={classes.fileName}>{file.name}</bdi>
                <span className={classes.size}>{format.bytes(file.size)}</span>
                <CloseButton
                  size="sm"
                  aria-label={t('remove', { name: file.name })}
                  onClick={() => onChange(files.filter((other) => other !== file))}
                />
              </li>
            ))}
          </ul>
        ) : null}
        <div className={classes.choose}>
          <Button
            variant="default"
            leftSection={<IconFileUpload size={17} aria-hidden />}
            onClick={() => input.current?.click()}
          >
            {t(`${name}.choose`)}
          </Button>
          <span className={classes.help}>{t(`${name}.drop`)}</span>
        </div>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          data-testid={name}
          onChange={(event) => {
            if (event.target.files) add(event.target.files);
            // The same file may be chosen again after it was removed.
            event.target.value = '';
          }}
        />
      </div>
      <p id={`${id}-error`} className={classes.error} role="alert">
        {error}
      </p>
    </div>
  );
}

import { useState, type DragEvent, type FormEvent } from 'react';
import { Button, Loader, Textarea } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state';
import { FormAlert } from '../../components/form-alert';
import { Page, PageHeader, Section } from '../../components/page';
import { FileField } from './file-field';
import { VerdictView } from './verdict-view';
import { KeyProblem, verifyFiles } from './verify-files';
import { VerifyFrame } from './verify-frame';
import classes from './verify.module.css';

/** A dropped key file is read into the field: it is text, and the one thing that has to be trusted. */
async function textOf(files: FileList): Promise<string | null> {
  const [file] = files;
  return file && file.size < 100_000 ? new TextDecoder().decode(await file.arrayBuffer()) : null;
}

interface FormProps {
  asked: boolean;
  wrongKey: string | null;
  busy: boolean;
  again: boolean;
  given: Given;
  onChange: (change: Partial<Given>) => void;
  onSubmit: () => void;
}

interface Given {
  files: File[];
  held: File[];
  key: string;
}

function VerifyForm({ asked, wrongKey, busy, again, given, onChange, onSubmit }: FormProps) {
  const { t } = useTranslation('verify');
  const { files, held, key } = given;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const drop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void textOf(event.dataTransfer.files).then((text) => text && onChange({ key: text.trim() }));
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <FileField
        name="files"
        files={files}
        onChange={(next) => onChange({ files: next })}
        error={asked && isEmpty(given) ? t('files.needed') : null}
      />
      <FileField name="held" files={held} onChange={(next) => onChange({ held: next })} />
      <Textarea
        label={t('key.title')}
        description={t('key.help')}
        value={key}
        onChange={(event) => onChange({ key: event.currentTarget.value })}
        onDrop={drop}
        error={wrongKey ?? (asked && key.trim() === '' ? t('key.needed') : null)}
        classNames={{ input: classes.key ?? '' }}
        dir="ltr"
        spellCheck={false}
        autoComplete="off"
        autosize
        minRows={2}
      />
      <div>
        <Button type="submit" size="md" leftSection={<IconShieldCheck size={18} aria-hidden />} disabled={busy}>
          {t(again ? 'again' : 'action')}
        </Button>
      </div>
    </form>
  );
}

const isEmpty = ({ files, held }: Given): boolean => files.length + held.length === 0;

/** For everybody, signed in or not: nothing is sent anywhere. */
export function VerifyPage() {
  const { t } = useTranslation('verify');
  const [given, setGiven] = useState<Given>({ files: [], held: [], key: '' });
  const [asked, setAsked] = useState(false);
  const check = useMutation({ mutationFn: () => verifyFiles(given.files, given.held, given.key) });
  const wrongKey = check.error instanceof KeyProblem ? t('key.wrong', { reason: check.error.message }) : null;
  return (
    <VerifyFrame>
      <Page width="reading">
        <PageHeader title={t('title')} description={t('lead')} />
        <Section>
          <VerifyForm
            asked={asked}
            wrongKey={wrongKey}
            busy={check.isPending}
            again={Boolean(check.data)}
            given={given}
            onChange={(change) => {
              setGiven((old) => ({ ...old, ...change }));
              check.reset();
            }}
            onSubmit={() => {
              setAsked(true);
              if (!isEmpty(given) && given.key.trim() !== '') check.mutate();
            }}
          />
        </Section>
        <div aria-live="polite">
          {check.isPending ? (
            <p className={classes.busy}>
              <Loader size={16} aria-hidden /> {t('busy')}
            </p>
          ) : null}
        </div>
        <FormAlert>{check.error && !wrongKey ? check.error.message : null}</FormAlert>
        {check.data ? <VerdictView verdict={check.data} /> : null}
        {check.isIdle ? (
          <EmptyState icon={IconShieldCheck} title={t('emptyTitle')}>
            <p>{t('empty')}</p>
          </EmptyState>
        ) : null}
      </Page>
    </VerifyFrame>
  );
}

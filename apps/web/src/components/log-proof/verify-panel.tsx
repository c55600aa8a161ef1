import { useEffect, useRef } from 'react';
import { Button, Loader } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { toBase64 } from '@divan/transparency-log';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { ErrorState } from '../error-state';
import { saveFile } from '../save-file';
import type { EntryToVerify, Step, Verdict } from './verify-entry';
import classes from './verify-panel.module.css';

const glyphs = { ok: IconCircleCheck, failed: IconCircleX, unchecked: IconCircleDashed };
const tones: Record<Verdict['verdict'], string> = {
  proven: 'good',
  unsigned: 'warn',
  failed: 'bad',
  impossible: 'warn',
};

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation('records');
  const Glyph = glyphs[step.state];
  return (
    <li className={classes.step} data-state={step.state}>
      <Glyph size={18} aria-hidden />
      <span>
        <span className="dv-sr">{t(`verify.state.${step.state}`)} </span>
        {t(`verify.steps.${step.name}.${step.state}`)}
        {step.reason ? ` ${t(`verify.reasons.${step.reason}`)}` : null}
      </span>
    </li>
  );
}

function Result({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation(['records', 'common']);
  const format = useFormat();
  const { head, signedAt, proofText, index } = verdict;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [verdict]);
  const where = head
    ? {
        index: format.number(index),
        size: format.number(head.size),
        origin: `\u2066${head.origin}\u2069`,
      }
    : {};
  return (
    <div ref={box} className={classes.result} data-tone={tones[verdict.verdict]} tabIndex={-1}>
      <p className={classes.sentence}>{t(`verify.verdict.${verdict.verdict}`, where)}</p>
      {head && verdict.verdict !== 'failed' ? (
        <p className={classes.head}>
          {signedAt ? `${t('verify.headSigned', { at: format.exact(signedAt) })} ` : null}
          {t('verify.root')} <code dir="ltr">{toBase64(head.root)}</code>
        </p>
      ) : null}
      <ul className={classes.steps}>
        {verdict.steps.map((step) => (
          <StepLine key={step.name} step={step} />
        ))}
      </ul>
      {verdict.verdict === 'proven' ? <p className={classes.note}>{t('verify.keyNote')}</p> : null}
      {proofText ? (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => saveFile(`leaf-${index}.tlog-proof`, proofText)}
        >
          {t('verify.keepProof')}
        </Button>
      ) : null}
    </div>
  );
}

interface VerifyPanelProps {
  item: EntryToVerify;
  /** One line on what the button does. */
  lead: string;
}

// The cryptography travels when somebody asks for it.
const verify = async (item: EntryToVerify): Promise<Verdict> => (await import('./verify-entry')).verifyEntry(item);

/** "Verify": the proof is checked here and said as a sentence, with the head it rests on. */
export function VerifyPanel({ item, lead }: VerifyPanelProps) {
  const { t } = useTranslation('records');
  const check = useMutation({ mutationFn: () => verify(item) });
  return (
    <div className={classes.panel}>
      <div className={classes.ask}>
        <p className={classes.lead}>{lead}</p>
        <Button
          leftSection={<IconShieldCheck size={17} aria-hidden />}
          onClick={() => check.mutate()}
          disabled={check.isPending}
        >
          {t(check.data ? 'verify.again' : 'verify.action')}
        </Button>
      </div>
      <div aria-live="polite">
        {check.isPending ? (
          <p className={classes.busy}>
            <Loader size={16} aria-hidden /> {t('verify.busy')}
          </p>
        ) : null}
        {check.error ? <ErrorState error={check.error} compact onRetry={() => check.mutate()} /> : null}
        {check.data && !check.isPending ? <Result verdict={check.data} /> : null}
      </div>
    </div>
  );
}

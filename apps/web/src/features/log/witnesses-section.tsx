import { IconAlertTriangle, IconCircleCheck, IconClock, IconEyeOff, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LogState, Timestamping, Witness, WitnessState } from '../../api/types';
import { Section } from '../../components/page';
import { Pill, type Tone } from '../../components/pill';
import { useFormat } from '../../i18n/format';
import classes from './log.module.css';

const states: Record<WitnessState, [Tone, Icon]> = {
  current: ['good', IconCircleCheck],
  behind: ['neutral', IconClock],
  failing: ['warn', IconAlertTriangle],
  conflict: ['bad', IconAlertTriangle],
};

interface VoucherProps {
  name: string;
  url: string;
  state: WitnessState;
  /** What it last vouched for, in words. */
  last: string;
  error: string | null;
}

function Voucher({ name, url, state, last, error }: VoucherProps) {
  const { t, i18n } = useTranslation('log');
  const [tone, icon] = states[state];
  return (
    <li className={classes.voucher}>
      <div className={classes.voucherHead}>
        <bdi className={classes.name}>{name}</bdi>
        <Pill tone={tone} icon={icon}>
          {t(`witnesses.states.${state}`)}
        </Pill>
      </div>
      <code dir="ltr" className={classes.url}>
        {url}
      </code>
      <p className={classes.quiet}>{last}</p>
      {error ? (
        <p className={classes.trouble}>
          {t('witnesses.error')}{' '}
          <bdi lang={i18n.language === 'en' ? undefined : 'en'} dir="auto">
            {error}
          </bdi>
        </p>
      ) : null}
    </li>
  );
}

function useLast(): (size: number | null, at: string | null) => string {
  const { t } = useTranslation('log');
  const format = useFormat();
  return (size, at) =>
    size === null || at === null
      ? t('witnesses.nothingYet')
      : t('witnesses.last', { count: size, when: format.relative(at) });
}

function WitnessItem({ witness }: { witness: Witness }) {
  const last = useLast();
  return <Voucher {...witness} last={last(witness.lastSize, witness.lastSignedAt)} error={witness.lastError} />;
}

function TimestampItem({ timestamping }: { timestamping: Timestamping }) {
  const { t } = useTranslation('log');
  const last = useLast();
  const { url, state, lastSize, lastTimestampedAt, lastError } = timestamping;
  return (
    <Voucher
      name={t('timestamping.name')}
      url={url}
      state={state}
      last={last(lastSize, lastTimestampedAt)}
      error={lastError}
    />
  );
}

function Missing({ text, variable }: { text: string; variable: string }) {
  const { t } = useTranslation('log');
  return (
    <div className={classes.missing}>
      <IconEyeOff size={18} aria-hidden />
      <p>
        {text} {t('configured')} <code dir="ltr">{variable}</code>
      </p>
    </div>
  );
}

/** Others who saw the heads: with them not even the owner of the machine can show two versions of the past. */
export function WitnessesSection({ log }: { log: LogState }) {
  const { t } = useTranslation('log');
  return (
    <>
      <Section title={t('witnesses.title')} description={t('witnesses.lead')}>
        {log.witnesses.length > 0 ? (
          <ul className={classes.vouchers}>
            {log.witnesses.map((witness) => (
              <WitnessItem key={witness.name} witness={witness} />
            ))}
          </ul>
        ) : (
          <Missing text={t('witnesses.none')} variable="LEDGER_WITNESSES" />
        )}
      </Section>
      <Section title={t('timestamping.title')} description={t('timestamping.lead')}>
        {log.timestamping ? (
          <ul className={classes.vouchers}>
            <TimestampItem timestamping={log.timestamping} />
          </ul>
        ) : (
          <Missing text={t('timestamping.none')} variable="LEDGER_TSA_URL" />
        )}
      </Section>
    </>
  );
}

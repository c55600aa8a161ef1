import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Channel, Finding } from '../../api/types';
import { ErrorState } from '../../components/error-state';
import { NetworkIcon } from '../../components/network-icon';
import { useFormat } from '../../i18n/format';
import { useFindingText } from './finding-text';
import type { Checks } from './use-checks';
import own from './checks.module.css';
import classes from './composer.module.css';

function FindingLine({ finding }: { finding: Finding }) {
  const { t, i18n } = useTranslation('publishing');
  const say = useFindingText();
  const Glyph = finding.severity === 'error' ? IconCircleX : IconAlertTriangle;
  const { what, mend, known } = say(finding);
  return (
    <li className={own.finding} data-severity={finding.severity}>
      <Glyph size={17} aria-hidden />
      <span>
        <span className="dv-sr">{t(`checks.${finding.severity}`)} </span>
        <span dir="auto" lang={known || i18n.language === 'en' ? undefined : 'en'}>
          {what}
        </span>
        {mend ? <span className={own.mend}>{mend}</span> : null}
      </span>
    </li>
  );
}

interface ChecksPanelProps {
  checks: Checks;
  channels: Channel[];
}

/** Per channel: whether the network would take it as it is, and how to mend what it would not. */
export function ChecksPanel({ checks, channels }: ChecksPanelProps) {
  const { t } = useTranslation('publishing');
  const format = useFormat();
  return (
    <section className={classes.card} aria-label={t('checks.title')} aria-busy={checks.stale}>
      <h2 className={classes.cardTitle}>{t('checks.title')}</h2>
      {checks.error ? <ErrorState error={checks.error} compact /> : null}
      {channels.length === 0 ? <p className={classes.hint}>{t('checks.noChannels')}</p> : null}
      <ul className={own.checks} data-stale={checks.stale || undefined}>
        {channels.map((channel) => {
          const check = checks.of(channel.id);
          return (
            <li key={channel.id} className={own.check}>
              <span className={own.checkHead}>
                <NetworkIcon network={channel.network} size={15} />
                <bdi dir="ltr" className={own.checkHandle}>
                  {channel.handle}
                </bdi>
                {check?.count ? (
                  <span className="dv-tabular">
                    {t('checks.count', { used: format.number(check.count.used), max: format.number(check.count.max) })}
                  </span>
                ) : null}
              </span>
              {check && check.findings.length === 0 ? (
                <span className={own.fits}>
                  <IconCircleCheck size={17} aria-hidden /> {t('checks.fits')}
                </span>
              ) : null}
              <ul className={own.findings}>
                {check?.findings.map((finding, index) => (
                  <FindingLine key={`${finding.code}-${index}`} finding={finding} />
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

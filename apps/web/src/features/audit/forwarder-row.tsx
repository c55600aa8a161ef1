import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconPlayerPause, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuditForwarder, AuditForwarderState } from '../../api/types';
import { ItemRow } from '../../components/item-row';
import { notifyError } from '../../components/notify';
import { Pill, type Tone } from '../../components/pill';
import { useFormat } from '../../i18n/format';
import { fieldsOfUrl } from './forwarder-form';
import { usePauseForwarder, useTestForwarder } from './forwarder-queries';
import classes from './forwarding.module.css';

const states: Record<AuditForwarderState, [Tone, Icon]> = {
  active: ['good', IconCircleCheck],
  failing: ['bad', IconAlertTriangle],
  paused: ['neutral', IconPlayerPause],
};

function Standing({ forwarder }: { forwarder: AuditForwarder }) {
  const { t, i18n } = useTranslation('audit-settings');
  const format = useFormat();
  const { behind, lastForwardedAt, lastError, failingSince, state } = forwarder;
  return (
    <div className={classes.standing}>
      <span>
        {lastForwardedAt
          ? t('forwarding.last', { when: format.relative(lastForwardedAt) })
          : t('forwarding.nothingYet')}
        {' · '}
        {behind === 0 ? t('forwarding.upToDate') : t('forwarding.behind', { count: behind })}
      </span>
      {state === 'failing' && failingSince ? (
        <span>{t('forwarding.failingSince', { when: format.relative(failingSince) })}</span>
      ) : null}
      {lastError && state !== 'active' ? (
        <span className={classes.trouble}>
          {t('forwarding.lastError')}{' '}
          <bdi lang={i18n.language === 'en' ? undefined : 'en'} dir="auto">
            {lastError}
          </bdi>
        </span>
      ) : null}
    </div>
  );
}

function TestOutcome({ test }: { test: ReturnType<typeof useTestForwarder> }) {
  const { t, i18n } = useTranslation('audit-settings');
  if (!test.data || test.isPending) return null;
  const Glyph = test.data.ok ? IconCircleCheck : IconCircleX;
  return (
    <p className={classes.test} data-ok={test.data.ok}>
      <Glyph size={16} aria-hidden />
      <span>
        {t(test.data.ok ? 'forwarding.testOk' : 'forwarding.testFailed')}{' '}
        <bdi lang={i18n.language === 'en' ? undefined : 'en'} dir="auto">
          {test.data.detail}
        </bdi>
      </span>
    </p>
  );
}

interface ForwarderRowProps {
  forwarder: AuditForwarder;
  onChange: () => void;
  onRemove: () => void;
}

export function ForwarderRow({ forwarder, onChange, onRemove }: ForwarderRowProps) {
  const { t } = useTranslation(['audit-settings', 'common']);
  const { name, url, state } = forwarder;
  const [tone, icon] = states[state];
  const test = useTestForwarder();
  const pause = usePauseForwarder();
  const paused = state === 'paused';
  const named = (action: string) => t('forwarding.named', { action, name });
  return (
    <ItemRow
      title={<bdi>{name}</bdi>}
      pills={
        <Pill tone={tone} icon={icon}>
          {t(`states.${state}`)}
        </Pill>
      }
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            loading={test.isPending}
            aria-label={named(t('forwarding.test'))}
            onClick={() => test.mutate(forwarder, { onError: (error) => notifyError(error) })}
          >
            {t('forwarding.test')}
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={pause.isPending}
            aria-label={named(t(paused ? 'forwarding.resume' : 'forwarding.pause'))}
            onClick={() => pause.mutate({ forwarder, paused: !paused }, { onError: (error) => notifyError(error) })}
          >
            {t(paused ? 'forwarding.resume' : 'forwarding.pause')}
          </Button>
          <Button size="xs" variant="default" aria-label={named(t('common:actions.edit'))} onClick={onChange}>
            {t('common:actions.edit')}
          </Button>
          <Button size="xs" variant="subtle" aria-label={named(t('common:actions.delete'))} onClick={onRemove}>
            {t('common:actions.delete')}
          </Button>
        </>
      }
    >
      <span className={classes.quiet}>
        {t(`protocols.${fieldsOfUrl(url).protocol}`)} · <code dir="ltr">{url}</code>
      </span>
      <Standing forwarder={forwarder} />
      <div aria-live="polite">
        <TestOutcome test={test} />
      </div>
    </ItemRow>
  );
}

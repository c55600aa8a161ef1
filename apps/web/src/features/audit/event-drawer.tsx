import { Button, Drawer } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../../api/types';
import { fromBase64, utf8Text } from '../../components/log-proof/bytes';
import type { Commitments } from '../../components/log-proof/verify-entry';
import { VerifyPanel } from '../../components/log-proof/verify-panel';
import { QueryView } from '../../components/query-view';
import { useFormat } from '../../i18n/format';
import { Actor, OutcomePill, useKindText, useObjectType } from './audit-columns';
import { useAuditEvent, type AuditFilters } from './audit-queries';
import classes from './event.module.css';

interface EventDrawerProps {
  id: string;
  onClose: () => void;
  onFilter: (changes: Partial<AuditFilters>) => void;
}

function Json({ value }: { value: unknown }) {
  return (
    <pre className={classes.json} dir="ltr" tabIndex={0}>
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}

function Fact({ label, value, mono = false }: { label: string; value: string | null; mono?: boolean }) {
  const { t } = useTranslation('common');
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {mono && value ? (
          <code dir="ltr">{value}</code>
        ) : (
          <bdi>{value ?? <span className={classes.quiet}>{t('states.none')}</span>}</bdi>
        )}
      </dd>
    </div>
  );
}

/** What the entry's commitments are over; see libs/audit. */
function commitmentsOf(event: AuditEvent): Commitments {
  const { actor, address, userAgent, reason, detail, before, after } = event;
  return {
    who: { json: { actorName: actor.name, address, userAgent, reason } },
    detail: { json: detail },
    ...(before === null ? {} : { before: { json: before } }),
    ...(after === null ? {} : { after: { json: after } }),
  };
}

function Envelope({ event }: { event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const objectType = useObjectType();
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('event.actor')}</dt>
        <dd>
          <Actor actor={event.actor} />
        </dd>
      </div>
      <div>
        <dt>{t('event.outcome')}</dt>
        <dd>
          <OutcomePill outcome={event.outcome} />
        </dd>
      </div>
      <Fact label={t('event.at')} value={format.exact(event.occurredAt)} />
      <Fact label={t('event.object')} value={objectType(event.object.type)} />
      <Fact label={t('event.objectId')} value={event.object.id} mono />
      <Fact label={t('event.kind')} value={`${event.kind} v${event.version}`} mono />
      <Fact
        label={t('event.leaf')}
        value={event.leafIndex === null ? t('list.pending') : format.number(event.leafIndex)}
      />
      <Fact label={t('event.request')} value={event.requestId} mono />
      <Fact label={t('event.session')} value={event.sessionId} mono />
    </dl>
  );
}

function Erasable({ event }: { event: AuditEvent }) {
  const { t } = useTranslation('audit');
  if (event.detail === null) return <p className={classes.quiet}>{t('event.erased')}</p>;
  return (
    <>
      <dl className={classes.facts}>
        <Fact label={t('event.address')} value={event.address} mono />
        <Fact label={t('event.userAgent')} value={event.userAgent} mono />
        <Fact label={t('event.reason')} value={event.reason} />
      </dl>
      {Object.keys(event.detail).length > 0 ? <Json value={event.detail} /> : null}
      {event.before ? (
        <>
          <h4 className={classes.label}>{t('event.before')}</h4>
          <Json value={event.before} />
        </>
      ) : null}
      {event.after ? (
        <>
          <h4 className={classes.label}>{t('event.after')}</h4>
          <Json value={event.after} />
        </>
      ) : null}
    </>
  );
}

function Event({ event, onFilter }: { event: AuditEvent; onFilter: EventDrawerProps['onFilter'] }) {
  const { t } = useTranslation('audit');
  const { entry, leafIndex } = event;
  return (
    <div className={classes.event}>
      <Envelope event={event} />
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFilter size={15} aria-hidden />}
          onClick={() => onFilter({ objectType: event.object.type, objectId: event.object.id, event: '' })}
        >
          {t('event.sameObject')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFilter size={15} aria-hidden />}
          onClick={() => onFilter({ actorId: event.actor.id, event: '' })}
        >
          {t('event.sameActor')}
        </Button>
      </div>
      <section>
        <h3 className={classes.title}>{t('event.detail')}</h3>
        <p className={classes.quiet}>{t('event.detailHelp')}</p>
        <Erasable event={event} />
      </section>
      {entry ? (
        <section>
          <h3 className={classes.title}>{t('event.entry')}</h3>
          <p className={classes.quiet}>{t('event.entryHelp')}</p>
          <Json value={JSON.parse(utf8Text(fromBase64(entry)))} />
        </section>
      ) : null}
      {entry && leafIndex !== null ? (
        <section>
          <h3 className={classes.title}>{t('event.proof')}</h3>
          <VerifyPanel
            key={event.id}
            lead={t('event.verifyLead')}
            item={{
              leafIndex,
              entry,
              salt: event.salt ?? null,
              commitments: () => Promise.resolve(commitmentsOf(event)),
              stated: {
                id: event.id,
                kind: event.kind,
                version: event.version,
                at: event.occurredAt,
                outcome: event.outcome,
                requestId: event.requestId,
                sessionId: event.sessionId,
              },
            }}
          />
        </section>
      ) : null}
    </div>
  );
}

export function EventDrawer({ id, onClose, onFilter }: EventDrawerProps) {
  const { t } = useTranslation(['audit', 'common']);
  const event = useAuditEvent(id);
  const kindText = useKindText();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(36rem, 100vw)"
      title={event.data ? kindText(event.data.kind) : t('event.title')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <QueryView query={event}>{(data) => <Event event={data} onFilter={onFilter} />}</QueryView>
    </Drawer>
  );
}

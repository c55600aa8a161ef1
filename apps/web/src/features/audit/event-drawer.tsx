import { useState, type ReactNode } from 'react';
import { Button, Drawer } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { fromBase64, utf8Text } from '@divan/transparency-log';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../../api/types';
import { VerifyPanel } from '../../components/log-proof/verify-panel';
import { Notice } from '../../components/notice';
import { QueryView } from '../../components/query-view';
import { saveFile } from '../../components/save-file';
import { useAuditEvent } from './audit-queries';
import { ChangeList } from './change-list';
import { fieldsOf, type Json } from './diff';
import { EventFacts, RelatedLinks } from './event-facts';
import { commitmentsOf, isErased, partsOf } from './event-parts';
import { ValueText } from './value-text';
import { useAuditWords } from './words';
import classes from './event.module.css';

function Part({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      {help ? <p className={classes.help}>{help}</p> : null}
      {children}
    </section>
  );
}

/** As it is stored, for whoever wants to see that too. */
function Raw({ label, value }: { label: string; value: () => unknown }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
        {label}
      </Button>
      {open ? (
        <pre className={classes.json} dir="ltr" tabIndex={0} aria-label={label} role="region">
          {JSON.stringify(value(), null, 2)}
        </pre>
      ) : null}
    </>
  );
}

function Details({ detail }: { detail: Json }) {
  const words = useAuditWords();
  return (
    <dl className={classes.facts}>
      {fieldsOf(detail).map(([path, value]) => (
        <div key={path}>
          <dt>{words.field(path)}</dt>
          <dd>
            <ValueText value={value} path={path} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Told({ event }: { event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const { before, after, detail } = partsOf(event);
  return (
    <>
      {before || after ? (
        <Part title={t('event.changes')}>
          <ChangeList before={before} after={after} />
        </Part>
      ) : null}
      {detail ? (
        <Part title={t('event.detail')}>
          <Details detail={detail} />
        </Part>
      ) : null}
    </>
  );
}

function Stored({ event, erased }: { event: AuditEvent; erased: boolean }) {
  const { t } = useTranslation('audit');
  const { entry, detail, before, after, leafIndex } = event;
  return (
    <Part title={t('event.stored')} help={t('event.storedHelp')}>
      <div className={classes.raws}>
        {erased ? null : <Raw label={t('event.rawDetail')} value={() => ({ detail, before, after })} />}
        {entry ? <Raw label={t('event.rawEntry')} value={() => JSON.parse(utf8Text(fromBase64(entry)))} /> : null}
        {leafIndex === null ? null : (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => saveFile(`event-${leafIndex}.json`, `${JSON.stringify(event, null, 2)}\n`)}
          >
            {t('event.keep')}
          </Button>
        )}
      </div>
    </Part>
  );
}

function Proof({ event }: { event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const { entry, leafIndex } = event;
  if (!entry || leafIndex === null) return <p className={classes.help}>{t('event.noLeafYet')}</p>;
  return (
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
  );
}

function Event({ event }: { event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const erased = isErased(event);
  return (
    <div className={classes.event}>
      <EventFacts event={event} erased={erased} />
      {erased ? (
        <Notice tone="info" icon={IconEraser} title={t('event.erasedTitle')}>
          <p>{t('event.erased')}</p>
        </Notice>
      ) : (
        <Told event={event} />
      )}
      <Part title={t('event.related')}>
        <RelatedLinks event={event} />
      </Part>
      <Part title={t('event.proof')}>
        <Proof event={event} />
      </Part>
      <Stored event={event} erased={erased} />
    </div>
  );
}

export function EventDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(['audit', 'common']);
  const event = useAuditEvent(id);
  const words = useAuditWords();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(40rem, 100vw)"
      title={event.data ? words.kind(event.data.kind) : t('event.title')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <QueryView query={event}>{(data) => <Event event={data} />}</QueryView>
    </Drawer>
  );
}

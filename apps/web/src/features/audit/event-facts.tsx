import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../api/queries';
import type { AuditEvent, Permission } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { Actor, OutcomePill } from './audit-columns';
import { addressOf, type AuditFilters } from './filters';
import { useAuditWords, useNames } from './words';
import classes from './event.module.css';

/** Where an object is seen, and what allows to see it. */
const PLACES: Record<string, [permission: Permission, place: (id: string) => string]> = {
  'approval-request': ['approvals:read', (id) => `/approvals/${id}`],
  'audit-export': ['audit:export', () => '/audit/exports'],
  conversation: ['inbox:read', (id) => `/inbox/${id}`],
  post: ['posts:read', (id) => `/publish/${id}`],
  record: ['records:read', (id) => `/records/${id}`],
};

function usePlaceOf({ type, id }: AuditEvent['object']): string | null {
  const permissions = useMe().data?.permissions ?? [];
  const [permission, place] = PLACES[type] ?? [];
  return place && permission && permissions.includes(permission) ? place(id) : null;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Code({ value }: { value: string | null }) {
  const { t } = useTranslation('audit');
  return value ? <code dir="ltr">{value}</code> : <span className={classes.quiet}>{t('value.none')}</span>;
}

/** Who, what, when, where: in this order, because that is what is asked first. */
export function EventFacts({ event, erased }: { event: AuditEvent; erased: boolean }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const words = useAuditWords();
  const nameOf = useNames();
  const objectName = nameOf(event.object.id);
  const place = usePlaceOf(event.object);
  return (
    <dl className={classes.facts}>
      <Fact label={t('event.actor')}>
        <Actor actor={event.actor} />
      </Fact>
      <Fact label={t('event.outcome')}>
        <OutcomePill outcome={event.outcome} />
        {event.reason ? (
          <span className={classes.reason} dir="auto">
            {event.reason}
          </span>
        ) : null}
      </Fact>
      <Fact label={t('event.at')}>{format.exact(event.occurredAt)}</Fact>
      <Fact label={t('event.object')}>
        {words.object(event.object.type)}
        {objectName ? (
          <>
            {': '}
            <bdi>{objectName}</bdi>
          </>
        ) : null}
        {place ? (
          <>
            {' · '}
            <Link to={place}>{t('event.open')}</Link>
          </>
        ) : null}
        <code dir="ltr" className={classes.id}>
          {event.object.id}
        </code>
      </Fact>
      {erased ? null : (
        <>
          <Fact label={t('event.address')}>
            <Code value={event.address} />
          </Fact>
          <Fact label={t('event.userAgent')}>
            <Code value={event.userAgent} />
          </Fact>
        </>
      )}
      <Fact label={t('event.session')}>
        <Code value={event.sessionId} />
      </Fact>
      <Fact label={t('event.request')}>
        <Code value={event.requestId} />
      </Fact>
      <Fact label={t('event.kind')}>
        <Code value={`${event.kind} v${event.version}`} />
      </Fact>
      <Fact label={t('event.leaf')}>
        {event.leafIndex === null ? t('list.pending') : format.number(event.leafIndex)}
      </Fact>
    </dl>
  );
}

/** Where to look next. Links, so that they open beside this one too. */
export function RelatedLinks({ event }: { event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const links: [key: string, filters: Partial<AuditFilters>, shown: boolean][] = [
    ['sameActor', { actorId: event.actor.id }, true],
    ['sameObject', { objectType: event.object.type, objectId: event.object.id }, true],
    ['sameRequest', { requestId: event.requestId ?? '' }, Boolean(event.requestId)],
    ['sameSession', { sessionId: event.sessionId ?? '' }, Boolean(event.sessionId)],
    ['sameAddress', { address: event.address ?? '' }, Boolean(event.address)],
    ['sameKind', { kind: event.kind }, true],
  ];
  return (
    <ul className={classes.related}>
      {links
        .filter(([, , shown]) => shown)
        .map(([key, filters]) => (
          <li key={key}>
            <Link to={addressOf(filters)}>
              {t(key === 'sameActor' && event.actor.kind === 'system' ? 'event.sameSystem' : `event.${key}`)}
            </Link>
          </li>
        ))}
    </ul>
  );
}

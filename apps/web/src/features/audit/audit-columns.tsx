import { useMemo } from 'react';
import { IconAlertTriangle, IconBan, IconCheck, IconKey, IconServer, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../../api/types';
import type { DataColumn } from '../../components/data-list';
import { PersonAvatar } from '../../components/person-avatar';
import { Pill, type Tone } from '../../components/pill';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import { kindKey } from './kinds';
import classes from './audit.module.css';

const outcomes: Record<AuditEvent['outcome'], [Tone, Icon]> = {
  success: ['good', IconCheck],
  failure: ['bad', IconAlertTriangle],
  refused: ['warn', IconBan],
};

export function OutcomePill({ outcome }: { outcome: AuditEvent['outcome'] }) {
  const { t } = useTranslation('audit');
  const [tone, icon] = outcomes[outcome];
  return (
    <Pill tone={tone} icon={icon}>
      {t(`outcomes.${outcome}`)}
    </Pill>
  );
}

/** What was done, in words; an unknown kind keeps its name. */
export function useKindText(): (kind: string) => string {
  const { t, i18n } = useTranslation('audit');
  return (kind) => (i18n.exists(`audit:${kindKey(kind)}`) ? t(kindKey(kind)) : kind);
}

export function useObjectType(): (type: string) => string {
  const { t, i18n } = useTranslation('audit');
  return (type) => (i18n.exists(`audit:objects.${type}`) ? t(`objects.${type}`) : type);
}

export function Actor({ actor }: { actor: AuditEvent['actor'] }) {
  const { t } = useTranslation('audit');
  if (actor.kind === 'system') {
    return (
      <span className={classes.actor}>
        <IconServer size={18} aria-hidden /> {t('actors.system')}
      </span>
    );
  }
  return (
    <span className={classes.actor}>
      {actor.kind === 'key' ? <IconKey size={18} aria-hidden /> : <PersonAvatar name={actor.name ?? '?'} size={24} />}
      <bdi className={classes.actorName}>{actor.name ?? t('actors.erased')}</bdi>
    </span>
  );
}

export function useAuditColumns(): DataColumn<AuditEvent>[] {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const kindText = useKindText();
  const objectType = useObjectType();
  return useMemo(
    () => [
      {
        key: 'at',
        header: t('list.at'),
        width: '10.5rem',
        wideOnly: true,
        render: (event) => <Time at={event.occurredAt} as="full" className={classes.time ?? ''} />,
      },
      {
        key: 'kind',
        header: t('list.kind'),
        width: 'minmax(9rem, 2fr)',
        render: (event) => (
          <span className={classes.what}>
            <span>{kindText(event.kind)}</span>
            <span className={classes.narrow}>
              <bdi>{event.actor.kind === 'system' ? t('actors.system') : (event.actor.name ?? t('actors.erased'))}</bdi>
              {' · '}
              <Time at={event.occurredAt} as="short" />
            </span>
          </span>
        ),
      },
      {
        key: 'actor',
        header: t('list.actor'),
        width: 'minmax(9rem, 1.2fr)',
        wideOnly: true,
        render: (event) => <Actor actor={event.actor} />,
      },
      {
        key: 'object',
        header: t('list.object'),
        width: 'minmax(7rem, 1fr)',
        wideOnly: true,
        render: (event) => objectType(event.object.type),
      },
      {
        key: 'outcome',
        header: t('list.outcome'),
        width: '7rem',
        render: (event) => <OutcomePill outcome={event.outcome} />,
      },
      {
        key: 'leaf',
        header: t('list.leaf'),
        width: '6rem',
        wideOnly: true,
        align: 'end',
        render: (event) => (
          <span className="dv-tabular">
            {event.leafIndex === null ? t('list.pending') : format.number(event.leafIndex)}
          </span>
        ),
      },
    ],
    [t, format, kindText, objectType],
  );
}

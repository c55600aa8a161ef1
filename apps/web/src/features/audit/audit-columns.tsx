import { useMemo } from 'react';
import { IconAlertTriangle, IconBan, IconCheck, IconKey, IconServer, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../../api/types';
import type { DataColumn } from '../../components/data-list';
import { PersonAvatar } from '../../components/person-avatar';
import { Pill, type Tone } from '../../components/pill';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import { useActorName, useAuditWords, useNames, type NameOf } from './words';
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

/** In a list most things went well; only what did not is worth a colour. */
function Outcome({ outcome }: { outcome: AuditEvent['outcome'] }) {
  const { t } = useTranslation('audit');
  if (outcome !== 'success') return <OutcomePill outcome={outcome} />;
  return <span className={classes.quiet}>{t('outcomes.success')}</span>;
}

function ObjectText({ object, nameOf }: { object: AuditEvent['object']; nameOf: NameOf }) {
  const words = useAuditWords();
  const name = nameOf(object.id);
  return (
    <span className={classes.object} title={object.id}>
      {words.object(object.type)}
      {name ? (
        <>
          {' · '}
          <bdi>{name}</bdi>
        </>
      ) : null}
    </span>
  );
}

export function useAuditColumns(): DataColumn<AuditEvent>[] {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const words = useAuditWords();
  const nameOf = useNames();
  const actorName = useActorName();
  return useMemo(
    () => [
      {
        key: 'at',
        header: t('list.at'),
        width: '12rem',
        wideOnly: true,
        render: (event) => <Time at={event.occurredAt} as="stamp" className={classes.time ?? ''} />,
      },
      {
        key: 'kind',
        header: t('list.kind'),
        width: 'minmax(9rem, 2fr)',
        render: (event) => (
          <span className={classes.what}>
            <span>{words.kind(event.kind)}</span>
            <span className={classes.narrow}>
              <bdi>{actorName(event.actor)}</bdi>
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
        width: 'minmax(8rem, 1.5fr)',
        wideOnly: true,
        render: (event) => <ObjectText object={event.object} nameOf={nameOf} />,
      },
      {
        key: 'outcome',
        header: t('list.outcome'),
        width: '6.5rem',
        render: (event) => <Outcome outcome={event.outcome} />,
      },
      {
        key: 'leaf',
        header: t('list.leaf'),
        width: '5.5rem',
        wideOnly: true,
        align: 'end',
        render: (event) => (
          <span className={`dv-tabular ${classes.quiet}`}>
            {event.leafIndex === null ? t('list.pending') : format.number(event.leafIndex)}
          </span>
        ),
      },
    ],
    [t, format, words, nameOf, actorName],
  );
}

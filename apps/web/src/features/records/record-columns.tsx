import { useMemo } from 'react';
import {
  IconArrowBackUp,
  IconMessage,
  IconRubberStamp,
  IconSpeakerphone,
  IconThumbUp,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ArchiveRecord, RecordClass } from '../../api/types';
import type { DataColumn } from '../../components/data-list';
import { NetworkIcon } from '../../components/network-icon';
import { Pill, type Tone } from '../../components/pill';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import { excerptOf } from './activity';
import classes from './records.module.css';

const looks: Record<RecordClass, [Tone, Icon]> = {
  inbound_message: ['info', IconMessage],
  outbound_reply: ['accent', IconArrowBackUp],
  outbound_post: ['accent', IconSpeakerphone],
  reaction: ['neutral', IconThumbUp],
  approval_decision: ['neutral', IconRubberStamp],
};

export function ClassPill({ name }: { name: RecordClass }) {
  const { t } = useTranslation('records');
  const [tone, icon] = looks[name];
  return (
    <Pill tone={tone} icon={icon}>
      {t(`classes.${name}`)}
    </Pill>
  );
}

function Content({ record }: { record: ArchiveRecord }) {
  const { t } = useTranslation('records');
  return (
    <span className={classes.content}>
      <span className={classes.narrow}>
        <ClassPill name={record.class} />
        <Time at={record.capturedAt} as="short" />
      </span>
      <bdi className={classes.author}>{record.author ? record.author.name : t('list.erased')}</bdi>
      <span className={classes.excerpt} dir="auto">
        {excerptOf(record.activity)}
      </span>
    </span>
  );
}

export function useRecordColumns(): DataColumn<ArchiveRecord>[] {
  const { t } = useTranslation('records');
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'leaf',
        header: t('list.leaf'),
        width: '4.5rem',
        wideOnly: true,
        render: (record) => <span className="dv-tabular">{format.number(record.leafIndex)}</span>,
      },
      {
        key: 'class',
        header: t('list.class'),
        width: '11rem',
        wideOnly: true,
        render: (record) => <ClassPill name={record.class} />,
      },
      {
        key: 'content',
        header: t('list.content'),
        width: 'minmax(0, 3fr)',
        render: (record) => <Content record={record} />,
      },
      {
        key: 'channel',
        header: t('list.channel'),
        width: 'minmax(9rem, 1fr)',
        wideOnly: true,
        render: ({ channel }) =>
          channel ? (
            <span className={classes.channel}>
              <NetworkIcon network={channel.network} size={15} />
              <bdi dir="ltr">{channel.handle}</bdi>
            </span>
          ) : null,
      },
      {
        key: 'captured',
        header: t('list.captured'),
        width: '10.5rem',
        wideOnly: true,
        render: (record) => <Time at={record.capturedAt} as="full" className={classes.time ?? ''} />,
      },
    ],
    [t, format],
  );
}

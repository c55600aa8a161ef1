import type { ReactNode } from 'react';
import { fromBase64, toHex } from '@divan/transparency-log';
import { useTranslation } from 'react-i18next';
import type { ArchiveRecord } from '../../api/types';
import { useFormat } from '../../i18n/format';
import classes from './record.module.css';

export function RecordFacts({ record }: { record: ArchiveRecord }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const { channel, payload } = record;
  const facts: [string, ReactNode, mono?: boolean][] = [
    [t('facts.leaf'), format.number(record.leafIndex)],
    [t('facts.captured'), format.exact(record.capturedAt)],
    ...(channel ? [[t('facts.channel'), channel.handle, true] as [string, ReactNode, boolean]] : []),
    ...(record.remoteId ? [[t('facts.remoteId'), record.remoteId, true] as [string, ReactNode, boolean]] : []),
    [t('facts.leafHash'), toHex(fromBase64(record.leafHash)), true],
    ...(payload ? [[t('facts.payloadHash'), payload.sha256, true] as [string, ReactNode, boolean]] : []),
    [t('facts.id'), record.id, true],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value, mono]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {mono ? (
              <code dir="ltr" className={classes.hash}>
                {value}
              </code>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

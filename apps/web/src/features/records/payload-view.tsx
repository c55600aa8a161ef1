import { useMemo, useState } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload, IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ArchiveRecord } from '../../api/types';
import { QueryView } from '../../components/query-view';
import { saveFile } from '../../components/save-file';
import { useFormat } from '../../i18n/format';
import { usePayload } from './record-queries';
import classes from './record.module.css';

type View = 'text' | 'pretty' | 'hex';
const SHOWN_BYTES_MAX = 200_000;
const ROW = 16;

function hexDump(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const part = bytes.subarray(at, at + ROW);
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = Array.from(part, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    rows.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(ROW * 3 - 1)}  ${text}`);
  }
  return rows.join('\n');
}

function rendered(bytes: Uint8Array, view: View): string {
  if (view === 'hex') return hexDump(bytes);
  const text = new TextDecoder().decode(bytes);
  if (view === 'text') return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Bytes({ bytes }: { bytes: Uint8Array }) {
  const { t } = useTranslation('records');
  const [view, setView] = useState<View>('pretty');
  const shown = useMemo(() => rendered(bytes.subarray(0, SHOWN_BYTES_MAX), view), [bytes, view]);
  return (
    <>
      <SegmentedControl
        size="xs"
        value={view}
        onChange={(next) => setView(next as View)}
        data={(['pretty', 'text', 'hex'] as const).map((value) => ({ value, label: t(`payload.views.${value}`) }))}
        aria-label={t('payload.view')}
        className={classes.views ?? ''}
      />
      <pre className={classes.payload} dir="ltr" tabIndex={0} aria-label={t('payload.title')} data-view={view}>
        {shown}
      </pre>
      {bytes.length > SHOWN_BYTES_MAX ? <p className={classes.quiet}>{t('payload.cut')}</p> : null}
    </>
  );
}

interface PayloadViewProps {
  record: ArchiveRecord;
  payload: NonNullable<ArchiveRecord['payload']>;
}

export function PayloadView({ record, payload }: PayloadViewProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const query = usePayload(record.id, open);
  return (
    <div className={classes.payloadBox}>
      <div className={classes.payloadHead}>
        <span className={classes.quiet}>
          <span dir="ltr">{payload.mediaType}</span> · {format.bytes(payload.bytes)}
        </span>
        {query.data ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() => saveFile(`${record.id}.json`, new Blob([query.data], { type: payload.mediaType }))}
          >
            {t('payload.download')}
          </Button>
        ) : (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconEye size={15} aria-hidden />}
            onClick={() => setOpen(true)}
            loading={query.isFetching}
          >
            {t('payload.show')}
          </Button>
        )}
      </div>
      {open ? <QueryView query={query}>{(bytes) => <Bytes bytes={bytes} />}</QueryView> : null}
    </div>
  );
}

import { ActionIcon, Button } from '@mantine/core';
import { IconCertificate, IconClockCheck, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { LogCheckpoint } from '../../api/types';
import { notifyError } from '../../components/notify';
import { Section } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { saveFile } from '../../components/save-file';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import { useCheckpoints } from './log-queries';
import classes from './checkpoints.module.css';

/** Read at the moment of the click: cosignatures come after the signature. */
async function keep(size: number, what: 'note' | 'timestamp'): Promise<void> {
  const path = what === 'note' ? `/log/checkpoints/${size}` : `/log/checkpoints/${size}/timestamp`;
  try {
    saveFile(what === 'note' ? `checkpoint-${size}.txt` : `checkpoint-${size}.tsr`, await api.blob(path));
  } catch (error) {
    notifyError(error);
  }
}

function Row({ checkpoint }: { checkpoint: LogCheckpoint }) {
  const { t } = useTranslation('log');
  const format = useFormat();
  const { size, signedAt, witnesses, timestampedAt } = checkpoint;
  const shown = format.number(size);
  return (
    <li className={classes.checkpoint}>
      <span className={classes.size}>{t('checkpoints.size', { count: size })}</span>
      <Time at={signedAt} as="stamp" className={classes.quiet ?? ''} />
      <span className={classes.vouched}>
        {witnesses.length > 0 ? (
          <span title={witnesses.join(', ')}>
            <IconCertificate size={15} aria-hidden /> {t('checkpoints.cosigned', { count: witnesses.length })}
          </span>
        ) : null}
        {timestampedAt ? (
          <span title={format.exact(timestampedAt)}>
            <IconClockCheck size={15} aria-hidden /> {t('checkpoints.timestamped')}
          </span>
        ) : null}
      </span>
      <span className={classes.keep}>
        <ActionIcon
          variant="default"
          size={32}
          aria-label={t('checkpoints.keepNote', { size: shown })}
          title={t('checkpoints.keepNote', { size: shown })}
          onClick={() => void keep(size, 'note')}
        >
          <IconDownload size={16} aria-hidden />
        </ActionIcon>
        {timestampedAt ? (
          <ActionIcon
            variant="default"
            size={32}
            aria-label={t('checkpoints.keepStamp', { size: shown })}
            title={t('checkpoints.keepStamp', { size: shown })}
            onClick={() => void keep(size, 'timestamp')}
          >
            <IconClockCheck size={16} aria-hidden />
          </ActionIcon>
        ) : null}
      </span>
    </li>
  );
}

/** Every head that was signed: an outsider keeps one, and holds the log to it for good. */
export function Checkpoints() {
  const { t } = useTranslation('log');
  const query = useCheckpoints();
  return (
    <Section title={t('checkpoints.title')} description={t('checkpoints.lead')}>
      <QueryView
        query={query}
        isEmpty={(data) => data.pages.every(({ items }) => items.length === 0)}
        empty={<p className={classes.quiet}>{t('checkpoints.empty')}</p>}
      >
        {(data) => (
          <>
            <ul className={classes.checkpoints} aria-label={t('checkpoints.title')} tabIndex={0}>
              {data.pages
                .flatMap(({ items }) => items)
                .map((checkpoint) => (
                  <Row key={`${checkpoint.origin} ${checkpoint.size}`} checkpoint={checkpoint} />
                ))}
            </ul>
            {query.hasNextPage ? (
              <Button
                variant="subtle"
                size="xs"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('checkpoints.older')}
              </Button>
            ) : null}
          </>
        )}
      </QueryView>
    </Section>
  );
}

import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { ArchiveRecord } from '../../api/types';
import type { Commitments } from '../../components/log-proof/verify-entry';
import { VerifyPanel } from '../../components/log-proof/verify-panel';
import { Page, PageHeader, Section } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { useFormat } from '../../i18n/format';
import { PayloadView } from './payload-view';
import { RecordContent } from './record-content';
import { RecordFacts } from './record-facts';
import { fetchPayload, useRecord } from './record-queries';
import classes from './record.module.css';

/** What the entry commits to; see libs/archive. The payload's bytes are fetched to be hashed. */
async function commitmentsOf(record: ArchiveRecord): Promise<Commitments> {
  return { payload: { bytes: await fetchPayload(record.id) }, activity: { json: record.activity } };
}

function Loaded({ record }: { record: ArchiveRecord }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  return (
    <Page>
      <Link to="/records" className={classes.back}>
        <IconArrowLeft size={16} className="dv-flip" aria-hidden /> {t('detail.back')}
      </Link>
      <PageHeader title={t('detail.title', { index: format.number(record.leafIndex) })} />
      <div className={classes.layout}>
        <div className={classes.column}>
          <Section title={t('detail.content')}>
            <RecordContent record={record} />
          </Section>
          <Section title={t('detail.verify')}>
            <VerifyPanel
              key={record.id}
              lead={t('detail.verifyLead')}
              item={{
                leafIndex: record.leafIndex,
                entry: record.entry,
                leafHash: record.leafHash,
                salt: record.salt,
                commitments: () => commitmentsOf(record),
                stated: {
                  id: record.id,
                  class: record.class,
                  capturedAt: record.capturedAt,
                  remoteId: record.remoteId,
                },
              }}
            />
          </Section>
          {record.payload ? (
            <Section title={t('payload.title')} description={t('payload.lead')}>
              <PayloadView record={record} payload={record.payload} />
            </Section>
          ) : null}
        </div>
        <div className={classes.column}>
          <Section title={t('detail.about')}>
            <RecordFacts record={record} />
          </Section>
        </div>
      </div>
    </Page>
  );
}

export function RecordPage() {
  const { recordId = '' } = useParams();
  const record = useRecord(recordId);
  return <QueryView query={record}>{(data) => <Loaded record={data} />}</QueryView>;
}

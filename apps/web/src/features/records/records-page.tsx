import { Route, Routes } from 'react-router';
import { lazy, Suspense } from 'react';
import { ListSkeleton } from '../../components/list-skeleton';
import { RecordsList } from './records-list';

const RecordPage = lazy(async () => ({ default: (await import('./record-page')).RecordPage }));

export function RecordsPage() {
  return (
    <Suspense fallback={<ListSkeleton />}>
      <Routes>
        <Route index element={<RecordsList />} />
        <Route path=":recordId" element={<RecordPage />} />
      </Routes>
    </Suspense>
  );
}

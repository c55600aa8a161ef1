import { lazy, Suspense, type ComponentType } from 'react';
import { Route, Routes } from 'react-router';
import { ListSkeleton } from '../../components/list-skeleton';

function screen(load: () => Promise<ComponentType>): ComponentType {
  return lazy(async () => ({ default: await load() }));
}

const Schedule = screen(async () => (await import('./schedule-page')).SchedulePage);
const NewPost = screen(async () => (await import('./composer-page')).NewPostPage);
const Post = screen(async () => (await import('./post-page')).PostPage);

export function PublishingPage() {
  return (
    <Suspense fallback={<ListSkeleton />}>
      <Routes>
        <Route index element={<Schedule />} />
        <Route path="new" element={<NewPost />} />
        <Route path=":postId" element={<Post />} />
      </Routes>
    </Suspense>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { usePermission } from '../../api/queries';
import type { Post } from '../../api/types';
import { QueryView } from '../../components/query-view';
import { Composer } from './composer';
import { PostDetail } from './post-detail';
import { usePost } from './post-queries';

const WRITABLE: readonly Post['state'][] = ['draft', 'changes_requested', 'rejected'];

/** A post that waits for its writer opens in the composer; any other as what it is, with an edit that is asked for. */
function LoadedPost({ post }: { post: Post }) {
  const canWrite = usePermission('posts:write');
  const [editing, setEditing] = useState(false);
  if (canWrite && WRITABLE.includes(post.state)) return <Composer key={post.id} post={post} />;
  if (canWrite && editing) return <Composer key={post.id} post={post} onLeave={() => setEditing(false)} />;
  return <PostDetail post={post} onEdit={() => setEditing(true)} />;
}

export function PostPage() {
  // All words of the page at once: it would be hidden again while the later ones load.
  useTranslation(['publishing', 'approvals']);
  const { postId = '' } = useParams();
  const post = usePost(postId);
  return <QueryView query={post}>{(data) => <LoadedPost key={postId} post={data} />}</QueryView>;
}

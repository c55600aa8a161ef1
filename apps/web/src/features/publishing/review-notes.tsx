import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types';
import { DecisionList } from '../../components/post/decision-list';
import { useRequestsOfPost } from './post-queries';

const ANSWERED: readonly Post['state'][] = ['changes_requested', 'rejected'];

/** What the approver asked for, above the editor that is to mend it. */
export function ReviewNotes({ post }: { post: Post }) {
  const { t } = useTranslation('publishing');
  const wanted = ANSWERED.includes(post.state);
  const requests = useRequestsOfPost(post.id, wanted).data ?? [];
  const latest = requests.find((request) => request.decisions.length > 0);
  if (!wanted || !latest) return null;
  return <DecisionList label={t('detail.review')} decisions={latest.decisions} />;
}

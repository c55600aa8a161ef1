import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../i18n/format';
import { activeQueue, QUEUES, queueSearch, type InboxFilters } from './inbox-filters';
import { useConversationCounts } from './inbox-queries';
import classes from './inbox.module.css';

export function Queues({ filters }: { filters: InboxFilters }) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  const counts = useConversationCounts().data;
  const active = activeQueue(filters);
  return (
    <nav className={classes.queues} aria-label={t('queues.label')}>
      {QUEUES.map((queue) => {
        const count = counts?.[queue.id];
        return (
          <Link
            key={queue.id}
            to={`/inbox${queueSearch(queue, filters)}`}
            className={classes.queue}
            aria-current={queue === active ? 'page' : undefined}
          >
            <span>{t(`queues.${queue.id}`)}</span>
            {/* How many were ever resolved helps nobody to decide anything. */}
            {count && queue.id !== 'resolved' ? <span className={classes.count}>{format.number(count)}</span> : null}
          </Link>
        );
      })}
    </nav>
  );
}

import { Navigate } from 'react-router';
import { useMe } from '../api/queries';
import { ErrorState } from '../components/error-state';
import { useNavigation } from './navigation';

/** The first thing the member may use. */
export function HomeRedirect() {
  const me = useMe();
  const navigation = useNavigation();
  if (me.error && !me.data) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data) return null;
  return <Navigate to={navigation[0]?.path ?? '/settings'} replace />;
}

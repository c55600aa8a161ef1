import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from 'react-router';
import { api } from '../../api/client';
import type { ApiPath } from '../../api/paths';
import { ProblemError } from '../../api/problem';
import { beginElsewhere, sessionStatus } from '../../api/session';
import type { Session, SignInStep } from '../../api/types';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { notifyError } from '../../components/notify';
import { AuthLayout } from './auth-layout';
import { enter } from './enter';
import { SignInSteps } from './steps/sign-in-steps';

interface LinkPageProps<Link> {
  /** Where the API tells what the link is for. */
  path: ApiPath<'get'>;
  /** Until that is known. */
  title: string;
  /** When the link works no longer. */
  gone: ReactNode;
  children: (link: Link, onStep: (step: SignInStep) => void) => ReactNode;
}

/** Where a link leads that works once: what it is for, and then the steps of a sign-in as always. */
export function LinkPage<Link extends { email: string }>({ path, title, gone, children }: LinkPageProps<Link>) {
  const navigate = useNavigate();
  const [step, setStep] = useState<SignInStep | null>(null);
  const [entered, setEntered] = useState(false);
  const link = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<Link>(path, { signal, anonymous: true }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const comeIn = async (session: Session) => {
    // Somebody may be signed in here already: as another member, or as a member of another organization.
    if (sessionStatus() === 'signed-in') return beginElsewhere(session);
    await enter(session);
    setEntered(true);
  };

  if (entered) return <Navigate to="/" replace />;
  if (step) {
    const toSignIn = () => void navigate('/sign-in');
    return (
      <SignInSteps
        first={step}
        email={link.data?.email ?? ''}
        onSession={(session) => void comeIn(session).catch((error: unknown) => notifyError(error))}
        onBack={toSignIn}
        onExpired={toSignIn}
      />
    );
  }
  if (link.data) return children(link.data, setStep);
  if (link.error instanceof ProblemError && [400, 404, 410, 422].includes(link.error.status)) return gone;
  return (
    <AuthLayout title={title}>
      {link.error ? (
        <ErrorState compact error={link.error} onRetry={() => void link.refetch()} />
      ) : (
        <ListSkeleton rows={3} />
      )}
    </AuthLayout>
  );
}

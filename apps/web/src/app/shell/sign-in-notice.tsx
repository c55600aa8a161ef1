import { lazy, Suspense, useEffect, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { keys, queryClient } from '../../api/queries';
import type { SignInNotice as Notice } from '../../api/types';
import { ErrorState } from '../../components/error-state';
import { signOut } from './sign-out';

const NoticeScreen = lazy(async () => ({
  default: (await import('../../features/auth/lock/notice-screen')).NoticeScreen,
}));
const Cover = lazy(async () => ({ default: (await import('../../features/auth/lock/cover')).Cover }));

/** `none`: nothing stands between the member and the page. */
export type NoticeState = 'none' | 'unknown' | { error: unknown } | { text: string };

async function readNotice(signal: AbortSignal): Promise<Notice> {
  try {
    return await api.get<Notice>('/me/sign-in-notice', { signal });
  } catch (error) {
    // An API of before there were notices has none to show.
    if (error instanceof ProblemError && error.status === 404) return { text: null, acknowledgedAt: null };
    throw error;
  }
}

/** The organization's notice, once for each session: each sign-in asks again. */
export function useOpenNotice(signedIn: boolean): NoticeState {
  const notice = useQuery({
    queryKey: [keys.signInNotice],
    queryFn: ({ signal }) => readNotice(signal),
    enabled: signedIn,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const before = useRef(signedIn);
  useEffect(() => {
    if (before.current && !signedIn) queryClient.removeQueries({ queryKey: [keys.signInNotice] });
    before.current = signedIn;
  }, [signedIn]);
  if (notice.data) {
    const { text, acknowledgedAt } = notice.data;
    return text && !acknowledgedAt ? { text } : 'none';
  }
  return notice.error ? { error: notice.error } : 'unknown';
}

interface SignInNoticeProps {
  state: NoticeState;
  /** The page is there already, below. */
  over: boolean;
}

/** Stands before the page until the member has acknowledged what the organization has to say. */
export function SignInNotice({ state, over }: SignInNoticeProps) {
  if (state === 'none' || state === 'unknown') return null;
  const screen =
    'error' in state ? (
      <ErrorState
        error={state.error}
        onRetry={() => void queryClient.refetchQueries({ queryKey: [keys.signInNotice] })}
      />
    ) : (
      <NoticeScreen
        text={state.text}
        onAcknowledged={() =>
          queryClient.setQueryData<Notice>([keys.signInNotice], {
            text: state.text,
            acknowledgedAt: new Date().toISOString(),
          })
        }
        onLeave={() => void signOut()}
      />
    );
  return (
    <Suspense fallback={null}>
      {over ? <Cover label={'text' in state ? state.text.slice(0, 80) : 'Divan'}>{screen}</Cover> : screen}
    </Suspense>
  );
}

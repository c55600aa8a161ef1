import { useOwnSecurity } from '../../api/queries';

/** Minutes without use after which the page locks; null while that is not known. */
export function useIdleMinutes(): number | null {
  return useOwnSecurity().data?.idleMinutes ?? null;
}

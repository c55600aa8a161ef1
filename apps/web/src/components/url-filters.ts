import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

type Filters<K extends string> = Record<K, string>;

/** A list's filters, kept in the address so that a view can be shared, reloaded and gone back to. Empty means unset. */
export function useUrlFilters<K extends string>(
  names: readonly K[],
): [Filters<K>, (changes: Partial<Filters<K>>) => void] {
  const [params, setParams] = useSearchParams();
  const filters = useMemo(
    () => Object.fromEntries(names.map((name) => [name, params.get(name) ?? ''])) as Filters<K>,
    // The names are a constant of the calling module.
    [params, names],
  );
  const change = useCallback(
    (changes: Partial<Filters<K>>) => {
      setParams(
        (previous) => {
          const next = new URLSearchParams(previous);
          for (const [name, value] of Object.entries(changes) as [K, string | undefined][]) {
            if (value) next.set(name, value);
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  return [filters, change];
}

import { useHotkeys, useLocalStorage, type HotkeyItem } from '@mantine/hooks';

/**
 * Single keys, by their place on the keyboard so that they work under a Persian layout too: not while typing, not
 * under a dialog, and not when the member turned them off (in the inbox's list of keys).
 */
export function useDecisionKeys(acts: Record<string, (() => void) | null>): void {
  const [enabled] = useLocalStorage({ key: 'divan-shortcuts', defaultValue: true, getInitialValueInEffect: false });
  const items = Object.entries(acts).flatMap(([key, act]): HotkeyItem[] => {
    if (!act) return [];
    const run = () => {
      if (!document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]')) act();
    };
    return [[key, run, { usePhysicalKeys: true }]];
  });
  useHotkeys(enabled ? items : []);
}

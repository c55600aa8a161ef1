import { useHotkeys, useLocalStorage, type HotkeyItem } from '@mantine/hooks';

/** Single keys can be turned off (WCAG 2.1.4), on this machine. */
export function useShortcutsEnabled() {
  return useLocalStorage({ key: 'divan-shortcuts', defaultValue: true, getInitialValueInEffect: false });
}

/**
 * Single-key shortcuts: not while typing, not under a dialog, not when turned off. Letters go by their place on the
 * keyboard, so that they work under a Persian layout too. What cannot be done now has null.
 */
export function useShortcuts(items: [key: string, act: (() => void) | null][]): void {
  const [enabled] = useShortcutsEnabled();
  const guarded = items.flatMap(([key, act]): HotkeyItem[] => {
    if (!act) return [];
    const run = () => {
      if (!document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]')) act();
    };
    return [[key, run, { usePhysicalKeys: /^[a-z]$/.test(key) }]];
  });
  useHotkeys(enabled ? guarded : []);
}

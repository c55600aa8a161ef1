import { useEffect, useRef } from 'react';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { Locale, Me } from '../../api/types';
import { notifyError } from '../../components/notify';
import { chosenLocale, i18n, isLocale, setLocale } from '../../i18n';

/**
 * Follows the member's own language to a machine on which nobody chose one. A choice made here, on the sign-in
 * page too, is newer than what is kept with the member, and replaces it.
 */
export function useMemberLocale(me: Me | undefined): void {
  const applied = useRef<string | null>(null);
  useEffect(() => {
    if (!me || applied.current === me.member.id) return;
    applied.current = me.member.id;
    const { locale } = me.member;
    const chosen = chosenLocale();
    if (chosen && chosen !== locale) void changeMemberLocale(chosen);
    else if (isLocale(locale) && locale !== i18n.language) void i18n.changeLanguage(locale);
  }, [me]);
}

/** Changes the language at once and keeps it with the member, so that it follows them to other machines. */
export async function changeMemberLocale(locale: Locale): Promise<void> {
  await setLocale(locale);
  try {
    await api.patch('/me', { locale });
    await queryClient.invalidateQueries({ queryKey: [keys.me] });
  } catch (error) {
    notifyError(error);
  }
}

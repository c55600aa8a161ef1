import i18n, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from '../api/types';

type Texts = Record<string, unknown>;

// One small chunk per language and namespace: a member downloads only the words they read.
const files = import.meta.glob<{ default: Texts }>(['./en/*.json', './fa/*.json']);

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, callback) => {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) return callback(new Error(`No texts: ${language}/${namespace}`), false);
    load().then(
      (file) => callback(null, file.default),
      (error: unknown) => callback(error as Error, true),
    );
  },
};

const STORAGE_KEY = 'divan-language';
export const LOCALES: readonly Locale[] = ['en', 'fa'];

export function isLocale(value: string | null | undefined): value is Locale {
  return value === 'en' || value === 'fa';
}

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return locale === 'fa' ? 'rtl' : 'ltr';
}

function initialLocale(): Locale {
  const chosen = chosenLocale();
  if (chosen) return chosen;
  return navigator.languages.some((language) => language.toLowerCase().startsWith('fa')) ? 'fa' : 'en';
}

function applyToDocument(locale: string): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
}

export async function startI18n(): Promise<void> {
  i18n.on('languageChanged', applyToDocument);
  await i18n
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: initialLocale(),
      fallbackLng: 'en',
      supportedLngs: LOCALES,
      ns: ['common', 'problems'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}

/** The language that somebody chose on this machine, before or after signing in. */
export function chosenLocale(): Locale | null {
  const stored = localStorage.getItem(STORAGE_KEY);
  return isLocale(stored) ? stored : null;
}

/** Changes the language of the screen and remembers it on this machine. */
export async function setLocale(locale: Locale): Promise<void> {
  localStorage.setItem(STORAGE_KEY, locale);
  await i18n.changeLanguage(locale);
}

export { i18n };

'use client';

import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { lookup, type MessageKey } from './dictionaries';
import { formatMessage, type MessageValues } from './format';
import { intlLocale, LOCALE_COOKIE, THEME_COOKIE, type Locale, type Theme } from './locale';

type Preferences = {
  locale: Locale;
  theme: Theme;
  /** the shop's IANA zone, for absolute times */
  timeZone: string;
  setLocale(locale: Locale): void;
  setTheme(theme: Theme): void;
  setTimeZone(zone: string): void;
};

const PreferencesContext = createContext<Preferences | null>(null);

const remember = (name: string, value: string) => {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
};

/** Language and theme, from cookies that the server read: the first byte of HTML already has both. */
export function PreferencesProvider({ locale: first, theme: firstTheme, children }: { locale: Locale; theme: Theme; children: ReactNode }) {
  const [locale, setLocaleState] = useState(first);
  const [theme, setThemeState] = useState(firstTheme);
  const [timeZone, setTimeZone] = useState('UTC');
  const setLocale = useCallback((next: Locale) => {
    remember(LOCALE_COOKIE, next);
    document.documentElement.lang = intlLocale(next);
    setLocaleState(next);
  }, []);
  const setTheme = useCallback((next: Theme) => {
    remember(THEME_COOKIE, next);
    document.documentElement.dataset.theme = next;
    setThemeState(next);
  }, []);
  const value = useMemo(() => ({ locale, theme, timeZone, setLocale, setTheme, setTimeZone }), [locale, theme, timeZone, setLocale, setTheme]);
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export function usePreferences(): Preferences {
  const value = useContext(PreferencesContext);
  if (!value) throw new Error('usePreferences needs PreferencesProvider above it');
  return value;
}

export type Translate = ((key: MessageKey, values?: MessageValues) => string) & { locale: Locale; /** picks from `{ en, zh }` that came from the server */ of(text: { en: string; zh: string }): string };

/** `const t = useT(); t('ui.rows', { count: 3 })`. */
export function useT(): Translate {
  const { locale } = usePreferences();
  return useMemo(() => {
    const translate = (key: MessageKey, values?: MessageValues) => formatMessage(lookup(locale, key), values, intlLocale(locale));
    return Object.assign(translate, { locale, of: (text: { en: string; zh: string }) => text[locale] });
  }, [locale]);
}

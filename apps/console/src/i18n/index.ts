export { PreferencesProvider, usePreferences, useT } from './provider';
export type { Translate } from './provider';
export { LOCALES, THEMES, LOCALE_COOKIE, THEME_COOKIE, pickLocale, pickTheme, intlLocale } from './locale';
export type { Locale, Theme } from './locale';
export { hasMessage } from './dictionaries';
export type { MessageKey } from './dictionaries';

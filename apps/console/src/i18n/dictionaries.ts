import { en } from './en';
import { zh } from './zh';
import type { Locale } from './locale';

type En = typeof en;
/** `noun.key`, for example `ui.save` or `datasets.upload.title`. */
export type MessageKey = { [N in keyof En & string]: `${N}.${keyof En[N] & string}` }[keyof En & string];

type Loose = Record<string, Record<string, string>>;
const DICTIONARIES: Record<Locale, Loose> = { en, zh };

/** The message of a key. The key itself when it is unknown: visible, but never a blank. */
export function lookup(locale: Locale, key: string): string {
  const dot = key.indexOf('.');
  const noun = key.slice(0, dot);
  const rest = key.slice(dot + 1);
  return DICTIONARIES[locale][noun]?.[rest] ?? DICTIONARIES.en[noun]?.[rest] ?? key;
}

/** True when a key has a message: for error codes and other names that arrive from the server. */
export const hasMessage = (key: string): key is MessageKey => {
  const dot = key.indexOf('.');
  return DICTIONARIES.en[key.slice(0, dot)]?.[key.slice(dot + 1)] !== undefined;
};

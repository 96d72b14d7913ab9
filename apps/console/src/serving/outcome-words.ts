import type { Translate } from '../i18n';

/** A decision in the reader's words: the two levels of a yes/no outcome are stored as `true` and `false`, all others are the shop's own words. */
export const decisionWord = (label: string | null, t: Translate): string => (label === 'true' ? t('models.predictions.yes') : label === 'false' ? t('models.predictions.no') : (label ?? '–'));

/** What really happened, in the words of the decision beside it. */
export const outcomeWord = (value: number, label: string | null, t: Translate, number: (v: number) => string): string =>
  (label === 'true' || label === 'false') && (value === 0 || value === 1) ? decisionWord(String(value === 1), t) : number(value);

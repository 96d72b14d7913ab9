import type { DataWarning } from '@bellwether/contracts';
import { hasMessage, type Translate } from '../../i18n';

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** A warning in the reader's language, from its code and numbers; as the server wrote it where there is no translation. */
export function warningText(t: Translate, warning: DataWarning, part: 'message' | 'fix'): string {
  const key = `datasets.warn.${warning.code}.${part}`;
  if (!hasMessage(key)) return sentence(warning[part]);
  const values: Record<string, string | number> = { column: warning.column ?? '' };
  for (const [name, value] of Object.entries(warning.context ?? {})) if (typeof value === 'string' || typeof value === 'number') values[name] = value;
  if (typeof values.auc === 'number') values.auc = values.auc.toFixed(3);
  if (typeof values.share === 'number') values.share = `${(values.share * 100).toFixed(0)} %`;
  return t(key, values);
}

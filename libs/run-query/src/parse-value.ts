import type { ComparisonOperator, Value } from './ast';
import { STATES, type Field } from './field';
import { nearest, QueryError, type Span } from './query-error';
import { readRegex } from './regex';
import type { Token } from './token';
import { readBytes, readDate, readDuration, readNumber } from './value';

type Raw = { raw: string; quoted: boolean; span: Span };

const FORMS: Record<string, string> = {
  number: 'a number such as 0.9 or 1e-3',
  boolean: 'true or false',
  date: 'a date such as 2026-11-24, "2026-11-24 10:30", today or -7d',
  duration: 'a duration such as 90s, 10m or 1h30m',
  bytes: 'a size such as 500MB or 2GiB',
  text: 'a text',
};

/** What the operator and the field want of a value. @throws QueryError wrong-value, bad-regex */
export function readValue(token: Token & { kind: 'word' | 'quoted' }, field: Field, operator: ComparisonOperator): Value {
  const raw: Raw = { raw: token.kind === 'word' ? token.raw : token.text, quoted: token.kind === 'quoted', span: { from: token.from, to: token.to } };
  if (operator === '~' || operator === '!~') return { kind: 'regex', value: readRegex(raw.raw, raw.span, raw.span.from + (raw.quoted ? 1 : 0)), ...raw };
  if (operator === 'contains') return { kind: 'text', value: raw.raw, ...raw };
  if (!raw.quoted && raw.raw.toLowerCase() === 'null' && (operator === '=' || operator === '!=')) return { kind: 'null', ...raw };
  return readTyped(raw, field, operator);
}

function readTyped(raw: Raw, field: Field, operator: ComparisonOperator): Value {
  switch (field.type) {
    case 'number': {
      const value = readNumber(raw.raw);
      return value === null ? refuse(raw, 'number') : { kind: 'number', value, ...raw };
    }
    case 'duration': {
      const value = readDuration(raw.raw);
      return value === null ? refuse(raw, 'duration') : { kind: 'duration', value, ...raw };
    }
    case 'bytes': {
      const value = readBytes(raw.raw);
      return value === null ? refuse(raw, 'bytes') : { kind: 'bytes', value, ...raw };
    }
    case 'date': {
      const value = readDate(raw.raw);
      return value === null ? refuse(raw, 'date') : { kind: 'date', value, ...raw };
    }
    case 'boolean': {
      const value = readBoolean(raw.raw);
      return value === null ? refuse(raw, 'boolean') : { kind: 'boolean', value, ...raw };
    }
    case 'state': {
      const value = raw.raw.toLowerCase();
      if (!STATES.includes(value)) return refuse(raw, `one of ${STATES.join(', ')}`, nearest(value, STATES));
      return { kind: 'text', value, ...raw };
    }
    case 'dynamic':
      return readDynamic(raw, operator);
    default:
      return { kind: 'text', value: raw.raw, ...raw };
  }
}

/** A parameter is compared as what the value looks like; quotes make it a text. */
function readDynamic(raw: Raw, operator: ComparisonOperator): Value {
  const value = raw.quoted ? null : readNumber(raw.raw);
  if (value !== null) return { kind: 'number', value, ...raw };
  if (['>', '>=', '<', '<='].includes(operator)) return refuse(raw, 'number');
  const truth = raw.quoted ? null : readBoolean(raw.raw);
  return truth === null ? { kind: 'text', value: raw.raw, ...raw } : { kind: 'boolean', value: truth, ...raw };
}

const readBoolean = (text: string): boolean | null => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : null);

function refuse(raw: Raw, form: string, suggestion: string | null = null): never {
  const wanted = FORMS[form] ?? form;
  throw new QueryError({
    code: 'wrong-value',
    message: `Expected ${wanted}, received ${JSON.stringify(raw.raw)}.${suggestion ? ` Did you mean ${suggestion}?` : ''}`,
    ...raw.span,
    expected: ['value'],
    params: { form, wanted, found: raw.raw, suggestion: suggestion ?? '' },
  });
}

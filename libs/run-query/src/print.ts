import type { RunQuery, Value } from './ast';
import type { Field } from './field';
import { quote } from './token';

const BARE = /^[^\s()=!<>~,"'.]+$/;
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'contains', 'exists', 'true', 'false', 'null']);

/** One text for one meaning: lower-case keywords, single spaces, the fewest parentheses. Reads back to the same filter. */
export function printRunQuery(query: RunQuery | null): string {
  return query === null ? '' : print(query, 0);
}

// how tightly a form binds: or 1, and 2, not 3
function print(query: RunQuery, outer: number): string {
  switch (query.kind) {
    case 'and':
    case 'or': {
      const strength = query.kind === 'or' ? 1 : 2;
      const text = query.items.map((item) => print(item, strength + 1)).join(` ${query.kind} `);
      return outer > strength ? `(${text})` : text;
    }
    case 'not':
      return `not ${print(query.item, 3)}`;
    case 'search':
      return quote(query.text);
    case 'compare': {
      const head = printField(query.field);
      if (query.operator === 'exists') return `${head} exists`;
      if (query.operator === 'in' || query.operator === 'not in') return `${head} ${query.operator} (${query.values.map(printValue).join(', ')})`;
      return `${head} ${query.operator} ${printValue(query.values[0]!)}`;
    }
  }
}

export function printField(field: Field): string {
  switch (field.kind) {
    case 'column':
      return field.name;
    case 'cost':
      return `cost.${field.part}`;
    case 'label':
      return `tags.${segment(field.key)}`;
    case 'param':
      return `params.${field.path.map(segment).join('.')}`;
    case 'metric':
      return `metrics.${metricName(field.key)}${field.part === 'value' ? '' : `.${field.part}`}`;
  }
}

const segment = (text: string): string => (BARE.test(text) ? text : quote(text));

/** Dots belong to a metric's name, unless its end could be taken for `.lo` and the like. */
function metricName(key: string): string {
  const parts = key.split('.');
  return parts.every((p) => BARE.test(p)) && !['lo', 'hi', 'n', 'value'].includes(parts.at(-1)!) ? key : quote(key);
}

function printValue(value: Value): string {
  if (value.kind === 'text' || value.kind === 'regex') {
    const bare = !value.quoted && /^[^\s()=!<>~,"']+$/.test(value.raw) && !KEYWORDS.has(value.raw.toLowerCase());
    return bare ? value.raw : quote(value.raw);
  }
  return /[\s()=!<>~,"']/.test(value.raw) ? quote(value.raw) : value.raw;
}

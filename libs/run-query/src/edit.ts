import type { RunQuery } from './ast';
import { parseRunQuery } from './parse';
import type { Span } from './query-error';

/** A part of a filter that can stand as a chip: all of them must hold. */
export type Chip = Span & { text: string; query: RunQuery };

/** The filter as parts joined by AND, or null where it cannot be read. An OR at the top is one chip. */
export function chipsOf(text: string): Chip[] | null {
  const parsed = parseRunQuery(text);
  if (!parsed.ok) return null;
  if (parsed.query === null) return [];
  return flatten(parsed.query).map((query) => ({ ...query.span, text: text.slice(query.span.from, query.span.to), query }));
}

const flatten = (query: RunQuery): RunQuery[] => (query.kind === 'and' ? query.items : [query]);

/** The filter without its chip number `index`. */
export function removeChip(text: string, index: number): string {
  const chips = chipsOf(text);
  return chips ? join(chips.filter((_, i) => i !== index).map((c) => c.text)) : text;
}

/** The filter with one more condition, or with the chip at `replace` changed to it. A condition that is there already is not doubled. */
export function addChip(text: string, condition: string, replace?: number): string {
  const chips = chipsOf(text);
  if (chips === null) return text;
  const parts = chips.map((c, i) => (i === replace ? condition : wrap(c, chips.length > 1 || replace === undefined)));
  if (replace === undefined && !parts.includes(condition)) parts.push(condition);
  return join(parts);
}

/** An OR gets parentheses, unless it has them: then its span begins before its first part. */
const wrap = (chip: Chip, joined: boolean): string => (joined && chip.query.kind === 'or' && chip.query.items[0]!.span.from === chip.from ? `(${chip.text})` : chip.text);
const join = (parts: string[]): string => parts.join(' and ');

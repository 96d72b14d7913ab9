/** A stretch of the query's text: `from` included, `to` excluded. @unit UTF-16 code units */
export type Span = { from: number; to: number };

/** Stable, so that a console can say it in its own language with `params`. */
export type QueryErrorCode =
  | 'unexpected'
  | 'unexpected-end'
  | 'unknown-field'
  | 'wrong-operator'
  | 'wrong-value'
  | 'unclosed-quote'
  | 'unclosed-parenthesis'
  | 'bad-regex'
  | 'too-long';

/** What the grammar would have taken at a place; drives completion and the words of an error. */
export type Expected = 'field' | 'operator' | 'value' | 'list' | 'comma' | 'connector' | 'end';

export type QueryErrorInit = Span & { code: QueryErrorCode; message: string; expected?: Expected[]; params?: Record<string, string> };

/** A query that cannot be read: where, and what was expected there. `message` is English and whole. */
export class QueryError extends Error {
  readonly code: QueryErrorCode;
  readonly from: number;
  readonly to: number;
  readonly expected: Expected[];
  readonly params: Record<string, string>;

  constructor(init: QueryErrorInit) {
    super(init.message);
    this.name = 'QueryError';
    this.code = init.code;
    this.from = init.from;
    this.to = init.to;
    this.expected = init.expected ?? [];
    this.params = init.params ?? {};
  }
}

/** The known word that differs least from a mistyped one, at most a third of its letters. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  return best;
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

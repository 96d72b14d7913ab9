import type { Comparison, ComparisonOperator, RunQuery, Value } from './ast';
import { resolveField, type Field, type FieldType } from './field';
import { readValue } from './parse-value';
import { QueryError, type Expected, type Span } from './query-error';
import { tokenise, type Token } from './token';

/** Keeps the SQL of one request small. */
const LIMITS = { depth: 40, comparisons: 100, list: 500 };

const ORDER: ComparisonOperator[] = ['>', '>=', '<', '<='];
const TEXT: ComparisonOperator[] = ['contains', '~', '!~'];
const EQUAL: ComparisonOperator[] = ['=', '!=', 'in', 'not in', 'exists'];

/** Operators that make sense for a type of field. */
export const OPERATORS: Record<FieldType, readonly ComparisonOperator[]> = {
  text: [...EQUAL, ...TEXT],
  list: [...EQUAL, ...TEXT],
  number: [...EQUAL, ...ORDER],
  duration: [...EQUAL, ...ORDER],
  bytes: [...EQUAL, ...ORDER],
  date: ['=', '!=', 'exists', ...ORDER],
  boolean: ['=', '!='],
  state: ['=', '!=', 'in', 'not in'],
  dynamic: [...EQUAL, ...ORDER, ...TEXT],
};

export type ParseResult = { ok: true; query: RunQuery | null } | { ok: false; error: QueryError };

/** Where the text ends, and what could follow: the state that completion works on. */
export type ParseTrace = { expected: Expected[]; field: Field | null; operator: ComparisonOperator | null; error: QueryError | null; query: RunQuery | null };

/** @returns the filter, null for an empty one, or the error with its place */
export function parseRunQuery(text: string): ParseResult {
  try {
    return { ok: true, query: readRunQuery(text) };
  } catch (error) {
    if (error instanceof QueryError) return { ok: false, error };
    throw error;
  }
}

/** @throws QueryError */
export function readRunQuery(text: string): RunQuery | null {
  return new Parser(tokenise(text), text.length).all();
}

/** Reads as far as it goes and says what could stand at the end. */
export function traceRunQuery(text: string): ParseTrace {
  let parser: Parser | null = null;
  try {
    parser = new Parser(tokenise(text), text.length);
    const query = parser.all();
    return { expected: query === null ? ['field'] : parser.afterwards(), field: parser.field, operator: parser.operator, error: null, query };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { expected: error.code === 'unexpected-end' ? error.expected : [], field: parser?.field ?? null, operator: parser?.operator ?? null, error, query: null };
  }
}

class Parser {
  private at = 0;
  private depth = 0;
  private comparisons = 0;
  /** of the comparison read last */
  field: Field | null = null;
  operator: ComparisonOperator | null = null;

  constructor(
    private readonly tokens: Token[],
    private readonly length: number,
  ) {}

  all(): RunQuery | null {
    if (this.tokens.length === 0) return null;
    const query = this.or();
    const rest = this.tokens[this.at];
    if (rest?.kind === ')') throw new QueryError({ code: 'unexpected', message: 'Expected AND, OR or the end, received a ) without its (.', ...spanOf(rest), expected: ['connector', 'end'], params: { found: ')' } });
    if (rest) throw this.unexpected(rest, ['connector', 'end'], 'and, or, or the end');
    return query;
  }

  /** A boolean field by itself may still get its operator. */
  afterwards(): Expected[] {
    const last = this.tokens.at(-1);
    return last?.kind === 'word' && this.field?.type === 'boolean' && this.operator === null ? ['operator', 'connector'] : ['connector'];
  }

  private or(): RunQuery {
    return this.chain('or', () => this.chain('and', () => this.not()));
  }

  private chain(kind: 'and' | 'or', next: () => RunQuery): RunQuery {
    const items = [next()];
    while (this.word(kind)) {
      this.at++;
      items.push(next());
    }
    return items.length === 1 ? items[0]! : { kind, items, span: { from: items[0]!.span.from, to: items.at(-1)!.span.to } };
  }

  private not(): RunQuery {
    if (!this.word('not')) return this.primary();
    const from = this.tokens[this.at++]!.from;
    return this.deeper(from, () => {
      const item = this.not();
      return { kind: 'not', item, span: { from, to: item.span.to } };
    });
  }

  private primary(): RunQuery {
    const token = this.tokens[this.at];
    if (!token) throw this.ended(['field'], 'a field');
    if (token.kind === '(') return this.group(token);
    if (token.kind === 'quoted') {
      this.at++;
      return { kind: 'search', text: token.text, span: spanOf(token) };
    }
    if (token.kind !== 'word') throw this.unexpected(token, ['field'], 'a field');
    this.at++;
    return this.comparison(token);
  }

  private group(open: Token): RunQuery {
    this.at++;
    return this.deeper(open.from, () => {
      const inner = this.or();
      const close = this.tokens[this.at];
      if (!close) throw new QueryError({ code: 'unexpected-end', message: 'Expected and, or, or a closing ), received the end.', from: this.length, to: this.length, expected: ['connector', 'end'], params: { wanted: ')', found: '' } });
      if (close.kind !== ')') throw this.unexpected(close, ['connector', 'end'], 'and, or, or a closing )');
      this.at++;
      return { ...inner, span: { from: open.from, to: close.to } };
    });
  }

  private comparison(token: Token & { kind: 'word' }): Comparison {
    if (['and', 'or', 'in', 'contains', 'exists'].includes(token.raw.toLowerCase())) throw this.unexpected(token, ['field'], 'a field');
    if (++this.comparisons > LIMITS.comparisons) throw new QueryError({ code: 'too-long', message: `Expected at most ${LIMITS.comparisons} comparisons.`, ...spanOf(token), params: { limit: String(LIMITS.comparisons) } });
    const field = (this.field = resolveField(token));
    this.operator = null;
    const base = { kind: 'compare' as const, field, fieldRaw: token.raw, fieldSpan: spanOf(token) };
    const at = this.tokens[this.at];
    const operator = this.readOperator(field, token);
    if (operator === null) {
      if (field.type !== 'boolean') throw at ? this.unexpected(at, ['operator'], `an operator after ${token.raw}`) : this.ended(['operator'], `an operator after ${token.raw}`);
      return { ...base, operator: '=', values: [{ kind: 'boolean', value: true, raw: 'true', quoted: false, span: spanOf(token) }], span: spanOf(token) };
    }
    this.operator = operator;
    if (operator === 'exists') return { ...base, operator, values: [], span: { from: token.from, to: this.tokens[this.at - 1]!.to } };
    const values = operator === 'in' || operator === 'not in' ? this.list(field, operator) : [this.value(field, operator)];
    return { ...base, operator, values, span: { from: token.from, to: this.tokens[this.at - 1]!.to } };
  }

  private readOperator(field: Field, fieldToken: Token & { kind: 'word' }): ComparisonOperator | null {
    const token = this.tokens[this.at];
    let operator: ComparisonOperator | null = null;
    let words = 1;
    if (token?.kind === 'operator') operator = token.text;
    else if (this.word('in') || this.word('contains') || this.word('exists')) operator = (token as Token & { kind: 'word' }).raw.toLowerCase() as ComparisonOperator;
    else if (this.word('not')) {
      if (this.at + 1 >= this.tokens.length) {
        this.at++;
        throw this.ended(['operator'], 'in');
      }
      if (!this.word('in', 1)) return null;
      operator = 'not in';
      words = 2;
    }
    if (operator === null) return null;
    if (!OPERATORS[field.type].includes(operator)) throw this.wrongOperator(field, fieldToken.raw, operator, token!);
    this.at += words;
    return operator;
  }

  private value(field: Field, operator: ComparisonOperator): Value {
    const token = this.tokens[this.at];
    if (!token) throw this.ended(['value'], 'a value');
    if (token.kind !== 'word' && token.kind !== 'quoted') throw this.unexpected(token, ['value'], 'a value');
    const value = readValue(token, field, operator);
    this.at++;
    return value;
  }

  private list(field: Field, operator: ComparisonOperator): Value[] {
    const open = this.tokens[this.at];
    if (!open) throw this.ended(['list'], '( and the values');
    if (open.kind !== '(') throw this.unexpected(open, ['list'], '( and the values');
    this.at++;
    const values = [this.value(field, operator)];
    for (;;) {
      const token = this.tokens[this.at];
      if (!token) throw this.ended(['comma'], 'a comma or )');
      this.at++;
      if (token.kind === ')') return values;
      if (token.kind !== ',') throw this.unexpected(token, ['comma'], 'a comma or )');
      if (values.length >= LIMITS.list) throw new QueryError({ code: 'too-long', message: `Expected at most ${LIMITS.list} values in a list.`, ...spanOf(token), params: { limit: String(LIMITS.list) } });
      values.push(this.value(field, operator));
    }
  }

  private deeper<T>(from: number, work: () => T): T {
    if (++this.depth > LIMITS.depth) throw new QueryError({ code: 'too-long', message: `Expected at most ${LIMITS.depth} levels of parentheses and NOT.`, from, to: from + 1, params: { limit: String(LIMITS.depth) } });
    const result = work();
    this.depth--;
    return result;
  }

  private word(word: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token?.kind === 'word' && token.raw.toLowerCase() === word;
  }

  private ended(expected: Expected[], wanted: string): QueryError {
    return new QueryError({ code: 'unexpected-end', message: `Expected ${wanted}, received the end.`, from: this.length, to: this.length, expected, params: { wanted, found: '' } });
  }

  private unexpected(token: Token, expected: Expected[], wanted: string): QueryError {
    const found = token.kind === 'word' ? token.raw : 'text' in token ? token.text : token.kind;
    return new QueryError({ code: 'unexpected', message: `Expected ${wanted}, received ${JSON.stringify(found)}.`, ...spanOf(token), expected, params: { wanted, found } });
  }

  private wrongOperator(field: Field, raw: string, operator: string, token: Token): QueryError {
    const known = OPERATORS[field.type].join(' ');
    return new QueryError({ code: 'wrong-operator', message: `Expected one of ${known} after ${raw}, received ${operator}.`, ...spanOf(token), expected: ['operator'], params: { field: raw, known, found: operator } });
  }
}

const spanOf = (span: Span): Span => ({ from: span.from, to: span.to });

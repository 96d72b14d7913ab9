import type { Value } from './row-field';

/**
 * A small arithmetic over named numbers, written once and read twice: as SQL over columns and as TypeScript over a record.
 * Missing in, missing out; a division by zero, and a logarithm or root of what has none, are missing.
 */
export type Scalar =
  | { op: 'ref'; name: string }
  | { op: 'const'; value: number | string | boolean | null }
  /** the moment that is asked about @unit µs */
  | { op: 'cutoff' }
  | { op: 'add' | 'sub' | 'mul' | 'div' | 'least' | 'greatest' | 'or'; a: Scalar; b: Scalar }
  | { op: 'ln' | 'sqrt'; a: Scalar }
  /** `then` where a exceeds b, else `otherwise`, also where one of them is missing */
  | { op: 'when'; a: Scalar; exceeds: Scalar; then: Scalar; otherwise: Scalar };

export const ref = (name: string): Scalar => ({ op: 'ref', name });
export const constant = (value: number | string | boolean | null): Scalar => ({ op: 'const', value });
export const cutoff: Scalar = { op: 'cutoff' };
const binary = (op: 'add' | 'sub' | 'mul' | 'div' | 'least' | 'greatest' | 'or') => (a: Scalar, b: Scalar): Scalar => ({ op, a, b });
export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
/** a / b */
export const div = binary('div');
export const least = binary('least');
export const greatest = binary('greatest');
/** a, or b where a is missing */
export const or = binary('or');
export const ln = (a: Scalar): Scalar => ({ op: 'ln', a });
export const sqrt = (a: Scalar): Scalar => ({ op: 'sqrt', a });
export const when = (a: Scalar, exceeds: Scalar, then: Scalar, otherwise: Scalar): Scalar => ({ op: 'when', a, exceeds, then, otherwise });

export const DAY_US = 86_400_000_000;
/** Microseconds as days. */
export const inDays = (a: Scalar): Scalar => div(a, constant(DAY_US));

const literal = (value: number | string | boolean | null): string =>
  value === null ? 'NULL' : typeof value === 'string' ? `'${value.replace(/'/g, "''")}'` : typeof value === 'boolean' ? String(value) : `${Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : value}::DOUBLE`;

/** @param column how a name is written @param cutoffSql microseconds */
export function scalarSql(scalar: Scalar, column: (name: string) => string, cutoffSql: string): string {
  const sql = (s: Scalar): string => scalarSql(s, column, cutoffSql);
  switch (scalar.op) {
    case 'ref': return column(scalar.name);
    case 'const': return literal(scalar.value);
    case 'cutoff': return `(${cutoffSql})::DOUBLE`;
    case 'add': return `(${sql(scalar.a)} + ${sql(scalar.b)})`;
    case 'sub': return `(${sql(scalar.a)} - ${sql(scalar.b)})`;
    case 'mul': return `(${sql(scalar.a)} * ${sql(scalar.b)})`;
    case 'div': return `(${sql(scalar.a)} / nullif(${sql(scalar.b)}, 0.0))`;
    // least and greatest of SQL pass over what is missing: here it stays missing
    case 'least': return `(CASE WHEN ${sql(scalar.a)} <= ${sql(scalar.b)} THEN ${sql(scalar.a)} WHEN ${sql(scalar.a)} > ${sql(scalar.b)} THEN ${sql(scalar.b)} END)`;
    case 'greatest': return `(CASE WHEN ${sql(scalar.a)} >= ${sql(scalar.b)} THEN ${sql(scalar.a)} WHEN ${sql(scalar.a)} < ${sql(scalar.b)} THEN ${sql(scalar.b)} END)`;
    case 'or': return `coalesce(${sql(scalar.a)}, ${sql(scalar.b)})`;
    case 'ln': return `(CASE WHEN ${sql(scalar.a)} > 0 THEN ln(${sql(scalar.a)}) END)`;
    case 'sqrt': return `(CASE WHEN ${sql(scalar.a)} >= 0 THEN sqrt(${sql(scalar.a)}) END)`;
    case 'when': return `(CASE WHEN ${sql(scalar.a)} > ${sql(scalar.exceeds)} THEN ${sql(scalar.then)} ELSE ${sql(scalar.otherwise)} END)`;
  }
}

/** @param read a named value @param cutoffUs the moment that is asked about @unit µs */
export function scalarValue(scalar: Scalar, read: (name: string) => Value, cutoffUs: number): Value {
  switch (scalar.op) {
    case 'ref': return read(scalar.name);
    case 'const': return scalar.value;
    case 'cutoff': return cutoffUs;
    case 'or': return scalarValue(scalar.a, read, cutoffUs) ?? scalarValue(scalar.b, read, cutoffUs);
    case 'ln':
    case 'sqrt': return unaryValue(scalar.op, scalarValue(scalar.a, read, cutoffUs));
    case 'when': {
      const [a, b] = [scalarValue(scalar.a, read, cutoffUs), scalarValue(scalar.exceeds, read, cutoffUs)];
      return scalarValue(typeof a === 'number' && typeof b === 'number' && a > b ? scalar.then : scalar.otherwise, read, cutoffUs);
    }
    default: return binaryValue(scalar.op, scalarValue(scalar.a, read, cutoffUs), scalarValue(scalar.b, read, cutoffUs));
  }
}

function unaryValue(op: 'ln' | 'sqrt', a: Value): number | null {
  if (typeof a !== 'number') return null;
  if (op === 'ln') return a > 0 ? Math.log(a) : null;
  return a >= 0 ? Math.sqrt(a) : null;
}

function binaryValue(op: 'add' | 'sub' | 'mul' | 'div' | 'least' | 'greatest', a: Value, b: Value): number | null {
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  switch (op) {
    case 'add': return a + b;
    case 'sub': return a - b;
    case 'mul': return a * b;
    case 'div': return b === 0 ? null : a / b;
    case 'least': return Math.min(a, b);
    case 'greatest': return Math.max(a, b);
  }
}

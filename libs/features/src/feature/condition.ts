import { AppError, type Condition, type EntityKind } from '@bellwether/contracts';
import { text } from '../ingest/session';
import { requireField, type FieldContext, type RowReader, type Value } from './row-field';

type Scalar = string | number | boolean;

/** Lines of cancelled orders count only where a condition names their state. */
export const withDefaults = (kind: EntityKind, where: readonly Condition[]): Condition[] =>
  kind === 'order_line' && !where.some((c) => c.field === 'state') ? [{ field: 'state', op: 'is', value: 'placed' }, ...where] : [...where];

const literal = (value: Scalar): string => (typeof value === 'string' ? text(value) : typeof value === 'number' ? `${value}::DOUBLE` : String(value));

/** @throws AppError INPUT_INVALID when a condition compares with a value of another type, COLUMN_NOT_FOUND */
export function checkCondition(kind: EntityKind, condition: Condition): void {
  const field = requireField(kind, condition.field);
  const wrong = (expected: string, received: unknown) => {
    throw new AppError({ code: 'INPUT_INVALID', message: `Expected ${condition.field} of ${kind} to be compared with ${expected}, received ${JSON.stringify(received)}.`, fix: 'Correct the condition.', context: { kind, field: condition.field } });
  };
  const type = { number: 'number', text: 'string', boolean: 'boolean', time: 'number' }[field.type];
  const name = { number: 'a number', text: 'a text', boolean: 'yes or no', time: 'a moment' }[field.type];
  if (condition.op === 'is' || condition.op === 'is_not') if (typeof condition.value !== type) wrong(name, condition.value);
  if (condition.op === 'in' || condition.op === 'not_in') for (const value of condition.values) if (typeof value !== type) wrong(name, value);
  if (['gt', 'gte', 'lt', 'lte'].includes(condition.op) && field.type !== 'number') wrong(`${name} (by "is" or "in")`, (condition as { value: number }).value);
  if (condition.op === 'within' && field.type !== 'text') wrong(name, condition.value);
}

const COMPARE = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** Never null: a condition holds or it does not. @param field how the field is written, where it stands in another column than its own */
export function conditionSql(kind: EntityKind, condition: Condition, context: FieldContext, field = requireField(kind, condition.field).sql(context)): string {
  switch (condition.op) {
    case 'is': return `(${field} IS NOT DISTINCT FROM ${literal(condition.value)})`;
    case 'is_not': return `(${field} IS DISTINCT FROM ${literal(condition.value)})`;
    case 'in': return `coalesce(${field} IN (${condition.values.map(literal).join(', ')}), false)`;
    case 'not_in': return `coalesce(${field} NOT IN (${condition.values.map(literal).join(', ')}), true)`;
    case 'within': return `coalesce(${field} = ${text(condition.value)} OR starts_with(${field}, ${text(`${condition.value} > `)}), false)`;
    case 'known': return `(${field} IS NOT NULL)`;
    case 'missing': return `(${field} IS NULL)`;
    default: return `coalesce(${field} ${COMPARE[condition.op]} ${condition.value}, false)`;
  }
}

/** The same in memory: what conditionSql says of a stored row, this says of the row at a position. */
export function bindCondition(kind: EntityKind, condition: Condition, reader: RowReader, context: FieldContext): (row: number) => boolean {
  const read = requireField(kind, condition.field).bind(reader, context);
  switch (condition.op) {
    case 'is': return (row) => read(row) === condition.value;
    case 'is_not': return (row) => read(row) !== condition.value;
    case 'in': return among(new Set<Value>(condition.values), read, true);
    case 'not_in': return among(new Set<Value>(condition.values), read, false);
    case 'within': return (row) => isWithin(read(row), condition.value);
    case 'known': return (row) => read(row) !== null;
    case 'missing': return (row) => read(row) === null;
    case 'gt': return (row) => compared(read(row), (v) => v > condition.value);
    case 'gte': return (row) => compared(read(row), (v) => v >= condition.value);
    case 'lt': return (row) => compared(read(row), (v) => v < condition.value);
    case 'lte': return (row) => compared(read(row), (v) => v <= condition.value);
  }
}

const among = (set: Set<Value>, read: (row: number) => Value, inside: boolean) => (row: number): boolean => set.has(read(row)) === inside;
const isWithin = (value: Value, path: string): boolean => typeof value === 'string' && (value === path || value.startsWith(`${path} > `));
const compared = (value: Value, holds: (v: number) => boolean): boolean => typeof value === 'number' && holds(value);

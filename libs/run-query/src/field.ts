import { RUN_STATES } from '@bellwether/contracts';
import { nearest, QueryError } from './query-error';
import type { Segment, Token } from './token';

/** How a field's values are written and compared. `dynamic`: a parameter, whose type its own value decides. */
export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'duration' | 'bytes' | 'state' | 'list' | 'dynamic';

/** Columns of a run that a filter can name, with their types. One word per idea; `FIELD_ALIASES` takes the usual others. */
export const COLUMN_FIELDS = {
  state: 'state',
  name: 'text',
  number: 'number',
  seed: 'number',
  created: 'date',
  started: 'date',
  finished: 'date',
  duration: 'duration',
  family: 'text',
  dataset: 'text',
  datasetVersion: 'number',
  experiment: 'text',
  group: 'text',
  tags: 'list',
  favourite: 'boolean',
  archived: 'boolean',
  author: 'text',
  notes: 'text',
  error: 'text',
  engine: 'text',
  attempts: 'number',
  id: 'text',
} as const satisfies Record<string, FieldType>;
export type ColumnField = keyof typeof COLUMN_FIELDS;

const FIELD_ALIASES: Record<string, ColumnField> = { tag: 'tags', queued: 'created', favorite: 'favourite', status: 'state', user: 'author', version: 'datasetVersion' };

export const COST_FIELDS = { wall: 'duration', cpu: 'duration', memory: 'bytes' } as const satisfies Record<string, FieldType>;
export type CostField = keyof typeof COST_FIELDS;

export type MetricPart = 'value' | 'lo' | 'hi' | 'n';

export type Field =
  | { kind: 'column'; name: ColumnField; type: FieldType }
  | { kind: 'cost'; part: CostField; type: FieldType }
  /** `tags.team`: a label, key and text */
  | { kind: 'label'; key: string; type: 'text' }
  | { kind: 'param'; path: string[]; type: 'dynamic' }
  | { kind: 'metric'; key: string; part: MetricPart; type: 'number' };

/** Prefixes that a dot and a name follow. */
export const FIELD_PREFIXES = ['metrics', 'params', 'tags', 'cost'] as const;
const PREFIX_ALIASES: Record<string, (typeof FIELD_PREFIXES)[number]> = { metric: 'metrics', param: 'params', tag: 'tags', label: 'tags', labels: 'tags' };

export const STATES: readonly string[] = RUN_STATES;

const own = <T>(record: Record<string, T>, key: string): T | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);

/** @throws QueryError unknown-field, naming the one that was probably meant */
export function resolveField(token: Token & { kind: 'word' }): Field {
  const [head, ...rest] = token.segments as [Segment, ...Segment[]];
  if (rest.some((s) => s.text === '' && !s.quoted)) throw unknown(token, null);
  if (head.quoted) throw unknown(token, null);
  if (rest.length === 0) return column(token, head.text);
  const prefix = own(PREFIX_ALIASES, head.text.toLowerCase()) ?? FIELD_PREFIXES.find((p) => p === head.text.toLowerCase());
  const texts = rest.map((s) => s.text);
  switch (prefix) {
    case 'metrics':
      return metric(rest);
    case 'params':
      return { kind: 'param', path: texts, type: 'dynamic' };
    case 'tags':
      return { kind: 'label', key: texts.join('.'), type: 'text' };
    case 'cost': {
      const part = texts.join('.') as CostField;
      const type = own<FieldType>(COST_FIELDS, part);
      if (!type) throw unknown(token, `cost.${nearest(part, Object.keys(COST_FIELDS)) ?? 'wall'}`);
      return { kind: 'cost', part, type };
    }
    default:
      throw unknown(token, nearest(head.text, FIELD_PREFIXES));
  }
}

function column(token: Token & { kind: 'word' }, text: string): Field {
  const names = Object.keys(COLUMN_FIELDS) as ColumnField[];
  const name = names.find((n) => n.toLowerCase() === text.toLowerCase()) ?? own(FIELD_ALIASES, text.toLowerCase());
  if (!name) throw unknown(token, nearest(text, [...names, ...FIELD_PREFIXES.map((p) => `${p}.`)]));
  return { kind: 'column', name, type: COLUMN_FIELDS[name] };
}

/** A metric's name may hold dots; `.lo`, `.hi` and `.n` at the end mean its interval and its rows. */
function metric(rest: Segment[]): Field {
  const last = rest.at(-1)!;
  const part = rest.length > 1 && !last.quoted && ['lo', 'hi', 'n', 'value'].includes(last.text) ? (last.text as MetricPart) : null;
  const key = (part ? rest.slice(0, -1) : rest).map((s) => s.text).join('.');
  return { kind: 'metric', key, part: part ?? 'value', type: 'number' };
}

function unknown(token: Token & { kind: 'word' }, suggestion: string | null): QueryError {
  const hint = suggestion ? ` Did you mean ${suggestion}?` : ' Fields are state, name, created, metrics.<name>, params.<name>, tags.<name> and others.';
  return new QueryError({ code: 'unknown-field', message: `Expected a field, received ${JSON.stringify(token.raw)}.${hint}`, from: token.from, to: token.to, expected: ['field'], params: { found: token.raw, suggestion: suggestion ?? '' } });
}

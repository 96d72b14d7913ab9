import { COLUMN_FIELDS, COST_FIELDS, STATES, type Field, type FieldType } from './field';
import { OPERATORS, traceRunQuery } from './parse';
import { printField } from './print';
import { QueryError, type Expected } from './query-error';
import { quote, tokenise } from './token';

/** What exists in the project: names to offer. */
export type QueryCatalogue = {
  metrics: readonly string[];
  params: readonly { path: readonly string[]; values: readonly string[] }[];
  labels: readonly { key: string; values: readonly string[] }[];
  tags: readonly string[];
  experiments: readonly string[];
  groups: readonly string[];
  datasets: readonly string[];
  families: readonly string[];
  authors: readonly string[];
  engines: readonly string[];
};

export type CompletionKind = 'field' | 'operator' | 'value' | 'keyword';
export type CompletionItem = { label: string; insert: string; kind: CompletionKind; type: FieldType | null };
/** Replace `from`..`to` of the text with an item's `insert`. */
export type Completion = { from: number; to: number; expected: Expected[]; items: CompletionItem[]; error: QueryError | null };

const MAX_ITEMS = 50;

/** What could stand at the cursor, best first; the word being typed narrows it. */
export function completeRunQuery(text: string, cursor: number, catalogue: QueryCatalogue): Completion {
  const from = wordStart(text.slice(0, cursor));
  const typed = text.slice(from, cursor);
  let to = cursor;
  while (to < text.length && typed !== '' && /[^\s()=!<>~,"']/.test(text[to]!)) to++;
  const trace = traceRunQuery(text.slice(0, from));
  const blocked = trace.error && trace.error.code !== 'unexpected-end';
  if (blocked) return { from, to, expected: [], items: [], error: trace.error };
  const offered = trace.expected.flatMap((expected) => offer(expected, trace.field, trace.error, catalogue));
  return { from, to, expected: trace.expected, items: narrow(offered, typed), error: null };
}

/** Where the word or quoted text that the cursor stands in begins; the end when it stands in none. */
function wordStart(prefix: string): number {
  try {
    const last = tokenise(prefix).at(-1);
    return last && last.to === prefix.length && (last.kind === 'word' || last.kind === 'quoted') ? last.from : prefix.length;
  } catch (error) {
    if (!(error instanceof QueryError) || error.code !== 'unclosed-quote') return prefix.length;
    let from = error.from;
    if (prefix[from - 1] === '.') while (from > 0 && /[^\s()=!<>~,]/.test(prefix[from - 1]!)) from--;
    return from;
  }
}

function offer(expected: Expected, field: Field | null, error: QueryError | null, catalogue: QueryCatalogue): CompletionItem[] {
  switch (expected) {
    case 'field':
      return [...fields(catalogue), keyword('not '), keyword('(')];
    case 'operator':
      return field ? OPERATORS[field.type].map((o) => ({ label: o, insert: o === 'in' || o === 'not in' ? `${o} (` : `${o} `, kind: 'operator' as const, type: null })) : [];
    case 'value':
      return field ? values(field, catalogue) : [];
    case 'list':
      return [keyword('(')];
    case 'comma':
      return [keyword(', '), keyword(') ')];
    case 'connector':
      return [keyword('and '), keyword('or '), ...(error?.params.wanted === ')' ? [keyword(') ')] : [])];
    case 'end':
      return [];
  }
}

const keyword = (insert: string): CompletionItem => ({ label: insert.trim(), insert, kind: 'keyword', type: null });

function fields(catalogue: QueryCatalogue): CompletionItem[] {
  const item = (field: Field): CompletionItem => ({ label: printField(field), insert: `${printField(field)} `, kind: 'field', type: field.type });
  const common = Object.entries(COLUMN_FIELDS).map(([name, type]) => item({ kind: 'column', name: name as keyof typeof COLUMN_FIELDS, type }));
  return [
    ...common.slice(0, 2),
    ...catalogue.metrics.map((key) => item({ kind: 'metric', key, part: 'value', type: 'number' })),
    ...catalogue.params.map((p) => item({ kind: 'param', path: [...p.path], type: 'dynamic' })),
    ...catalogue.labels.map((l) => item({ kind: 'label', key: l.key, type: 'text' })),
    ...common.slice(2),
    ...Object.entries(COST_FIELDS).map(([part, type]) => item({ kind: 'cost', part: part as keyof typeof COST_FIELDS, type })),
    // a name that is complete may go on to its interval
    ...catalogue.metrics.flatMap((key) => (['lo', 'hi'] as const).map((part) => item({ kind: 'metric', key, part, type: 'number' }))),
  ];
}

function values(field: Field, catalogue: QueryCatalogue): CompletionItem[] {
  return candidates(field, catalogue).map((v) => ({ label: v, insert: `${/^[^\s()=!<>~,"']+$/.test(v) ? v : quote(v)} `, kind: 'value' as const, type: field.type }));
}

function candidates(field: Field, catalogue: QueryCatalogue): readonly string[] {
  if (field.kind === 'param') return catalogue.params.find((p) => p.path.join('.') === field.path.join('.'))?.values ?? [];
  if (field.kind === 'label') return catalogue.labels.find((l) => l.key === field.key)?.values ?? [];
  if (field.kind === 'metric') return [];
  switch (field.type) {
    case 'state':
      return STATES;
    case 'boolean':
      return ['true', 'false'];
    case 'date':
      return ['today', 'yesterday', '-24h', '-7d', '-30d'];
    case 'duration':
      return ['10s', '1m', '10m', '1h'];
    case 'bytes':
      return ['500MB', '1GB', '4GB'];
    default:
      return field.kind === 'column' ? namesOf(field.name, catalogue) : [];
  }
}

function namesOf(name: (Field & { kind: 'column' })['name'], catalogue: QueryCatalogue): readonly string[] {
  const known: Partial<Record<typeof name, readonly string[]>> = { tags: catalogue.tags, experiment: catalogue.experiments, group: catalogue.groups, dataset: catalogue.datasets, family: catalogue.families, author: catalogue.authors, engine: catalogue.engines };
  return known[name] ?? [];
}

/** Beginnings first, then beginnings of a part, then anything inside; each in the order offered. */
function narrow(items: CompletionItem[], typed: string): CompletionItem[] {
  const wanted = typed.replace(/["']/g, '').toLowerCase();
  const interval = /\.(lo|hi)$/;
  const rank = (item: CompletionItem): number => {
    const label = item.label.replaceAll('"', '').toLowerCase();
    // intervals only once the metric's name is written: they would drown the rest
    if (item.kind === 'field' && interval.test(item.label) && !wanted.startsWith(label.replace(interval, ''))) return -1;
    if (label.startsWith(wanted)) return 0;
    if (label.split(/[._ ]/).some((part) => part.startsWith(wanted))) return 1;
    return label.includes(wanted) ? 2 : -1;
  };
  return items
    .map((item, order) => ({ item, order, rank: rank(item) }))
    .filter((r) => r.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, MAX_ITEMS)
    .map((r) => r.item);
}

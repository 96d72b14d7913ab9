import type { SearchInput, SearchValue } from '@bellwether/contracts';
import type { SearchOptions } from '../families';

type Searchable = SearchOptions['parameters'][number];

/** One parameter that is varied, as it stands in the form: numbers stay text until they are read. */
export type Varied = { path: string; low: string; high: string; log: boolean; values: string[] };

export type SearchDraft = { varied: Varied[]; sampler: 'tpe' | 'random' | 'grid'; prune: boolean; objective: string; trials: string; minutes: string; coreMinutes: string; parallel: number };

export const EMPTY_SEARCH: SearchDraft = { varied: [], sampler: 'tpe', prune: true, objective: '', trials: '20', minutes: '', coreMinutes: '', parallel: 2 };

export type SearchProblem = { kind: 'no-parameter' | 'no-budget' } | { kind: 'range'; path: string };

/** A parameter with the range that the family proposes. */
export function variedFrom({ path, proposal }: Searchable): Varied {
  if (proposal.kind === 'choice') return { path, low: '', high: '', log: false, values: proposal.values.map(String) };
  return { path, low: String(proposal.low), high: String(proposal.high), log: proposal.log, values: [] };
}

/** What is varied before the reader chooses: what the family proposes first, among what the fixed parameters use. */
export const firstVaried = (options: SearchOptions, read: (path: string) => unknown): Varied[] => options.parameters.filter((p) => p.first && isUsed(p, read)).slice(0, 4).map(variedFrom);

/** True where each parameter that it depends on has one of the values under which it counts. */
export const isUsed = (p: Searchable, read: (path: string) => unknown): boolean => Object.entries(p.when).every(([path, values]) => values.includes(read(path) as SearchValue));

const numberOf = (text: string): number | undefined => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined);

/** The part of a search that the form adds to a launch, or what is still missing. */
export function searchPart(draft: SearchDraft, options: SearchOptions): { part: Pick<SearchInput, 'space' | 'sampler' | 'pruner' | 'budget' | 'objective' | 'parallel'> } | { problem: SearchProblem } {
  const space: SearchInput['space'] = [];
  for (const v of draft.varied) {
    const own = options.parameters.find((p) => p.path === v.path);
    if (!own) continue;
    if (own.kind === 'choice') {
      const values = own.values.map((o) => o.value).filter((value) => v.values.includes(String(value)));
      if (values.length < 2) return { problem: { kind: 'range', path: v.path } };
      space.push({ kind: 'choice', path: v.path, values });
      continue;
    }
    const [low, high] = [numberOf(v.low), numberOf(v.high)];
    if (low === undefined || high === undefined || !(low < high) || (v.log && low <= 0)) return { problem: { kind: 'range', path: v.path } };
    space.push({ kind: own.kind, path: v.path, low, high, log: v.log });
  }
  if (space.length === 0) return { problem: { kind: 'no-parameter' } };
  const budget = { trials: positive(draft.trials, true), minutes: positive(draft.minutes), coreMinutes: positive(draft.coreMinutes) };
  const given = Object.fromEntries(Object.entries(budget).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return { problem: { kind: 'no-budget' } };
  return {
    part: {
      space, budget: given, sampler: { kind: draft.sampler }, pruner: { kind: draft.prune && options.curves.length > 0 ? 'asha' : 'none' }, parallel: draft.parallel,
      ...(draft.objective ? { objective: draft.objective } : {}),
    },
  };
}

function positive(text: string, whole = false): number | undefined {
  const value = numberOf(text);
  return value === undefined || value <= 0 ? undefined : whole ? Math.max(1, Math.round(value)) : value;
}

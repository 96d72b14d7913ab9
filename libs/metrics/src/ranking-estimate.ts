import { AppError, type MetricEstimate, type PairedDifference } from '@bellwether/contracts';
import { percentileInterval, type BootstrapOptions } from './binary-bootstrap';
import { listPerTarget, type RankedLists } from './ranked-lists';
import { rankColumns, rankingColumns, shownItems } from './ranking-measure';
import { RANKING_METRICS } from './ranking-specs';
import { estimateRatios, groupResampler, type RatioColumns } from './ratio-bootstrap';
import { pairedRatios } from './ratio-paired';

/** Coverage walks every list of a replicate: fewer replicates do for a number this steady. */
const COVERAGE_REPLICATES = 200;
/** Fewer shared lists than this and no difference is worth stating. */
const MIN_SHARED = 20;

/**
 * Every ranking metric with a bootstrap interval over customers.
 * @throws AppError INPUT_INVALID unless every list ranks the whole catalogue
 */
export function estimateRanking(lists: RankedLists, options: BootstrapOptions = {}): Record<string, MetricEstimate> {
  const measured = { ...estimateRatios(rankingColumns(lists), options), coverage_10: coverage(lists, options) };
  return Object.fromEntries(RANKING_METRICS.map((m) => [m.key, measured[m.key as keyof typeof measured]!]));
}

/** A resample holds fewer distinct customers and so fewer items: its interval is moved up by the measured bias. */
function coverage(lists: RankedLists, options: BootstrapOptions): MetricEstimate {
  const { replicates = 1000, seed = 1, level = 0.95 } = options;
  const catalogue = lists.itemPopularity.length;
  const n = lists.customer.length;
  if (catalogue === 0 || n === 0) return { value: null, lo: null, hi: null, n };
  const place = new Map<number, number>();
  for (const c of lists.customer) if (!place.has(c)) place.set(c, place.size);
  const shown = Array.from({ length: n }, (_, l) => shownItems(lists, l));
  const seen = new Int32Array(catalogue).fill(-1);
  const share = (round: number, counts: Uint16Array | null): number => {
    let found = 0;
    for (let l = 0; l < n; l++) {
      if (counts !== null && counts[place.get(lists.customer[l]!)!] === 0) continue;
      for (const item of shown[l]!) {
        if (seen[item] === round) continue;
        seen[item] = round;
        found++;
      }
    }
    return found / catalogue;
  };
  const value = share(0, null);
  const resample = groupResampler(place.size, seed);
  const draws = Float64Array.from({ length: Math.min(replicates, COVERAGE_REPLICATES) }, (_, r) => share(r + 1, resample()));
  const interval = percentileInterval(draws, level);
  if (interval === null) return { value, lo: null, hi: null, n };
  const bias = interval.mean - value;
  return { value, lo: Math.min(value, interval.lo - bias), hi: Math.min(1, Math.max(value, interval.hi - bias)), n };
}

export type SegmentEstimate = { segment: string; lists: number; metrics: Record<string, MetricEstimate> };

/** The metrics that ranks decide, for the lists of each segment; segments in the order given, empty ones left out. */
export function rankingBySegment(lists: RankedLists, segmentOf: readonly string[], order: readonly string[], options: BootstrapOptions = {}): SegmentEstimate[] {
  const all = rankColumns(lists);
  return order.flatMap((segment) => {
    const rows = segmentOf.flatMap((s, l) => (s === segment ? [l] : []));
    return rows.length === 0 ? [] : [{ segment, lists: rows.length, metrics: estimateRatios(takeRows(all, rows), options) }];
  });
}

/** The same by what was held out: a segment for each held-out item. */
export const rankingByTarget = (lists: RankedLists, segmentOf: readonly string[], order: readonly string[], options: BootstrapOptions = {}): SegmentEstimate[] =>
  rankingBySegment(listPerTarget(lists), segmentOf, order, options);

const takeRows = (columns: RatioColumns, rows: readonly number[]): RatioColumns => {
  const take = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (l) => values[l]!);
  return { keys: columns.keys, group: take(columns.group), top: columns.top.map(take), bottom: columns.bottom.map((b) => (b === null ? null : take(b))) };
};

/** What a run keeps of its ranks: one row a held-out item, known by its source row. Lists and customers are numbered by the family. */
export type RankedRows = {
  rowIndex: ArrayLike<number>; rank: ArrayLike<number>; list: ArrayLike<number>; customer: ArrayLike<number>; popularity: ArrayLike<number>;
  /** the protocol, row by row; runs made before it was kept have none */
  protocol?: { /** events of the customer before the list */ known: ArrayLike<number>; /** 1: fitted also on what its settings were chosen on */ refitted: ArrayLike<number>; /** 1: items of the history were taken out of the ranking */ historyRemoved: ArrayLike<number> };
};

/** What keeps two rankings of the same items from being compared, or what is to be held against one of them. */
function protocolNotes(shared: readonly (readonly [number, number])[], { protocol: a }: RankedRows, { protocol: b }: RankedRows): { refused: string | null; note: string | null } {
  if (!a || !b) return { refused: null, note: null };
  const differ = (key: 'known' | 'historyRemoved'): boolean => shared.some(([i, j]) => a[key][i] !== b[key][j]);
  if (differ('known')) return { refused: 'two protocols: the same items were held out after other histories, by time in one run and one by one in the other', note: null };
  if (differ('historyRemoved')) return { refused: 'two protocols: one run took items of the history out of the ranking, the other ranked them', note: null };
  const more = shared.reduce((sum, [i, j]) => sum + a.refitted[i]! - b.refitted[j]!, 0);
  return { refused: null, note: more === 0 ? null : `only the ${more > 0 ? 'candidate' : 'baseline'} was fitted also on what was validated on, which favours it` };
}

/**
 * Candidate - baseline on the held-out items that both ranked, customers drawn together. Protocols are never mixed: other histories, or other items in the ranking, and there is no verdict.
 * @throws AppError METRIC_NAME_INVALID for a metric that is not one of ranking
 */
export function pairedRankings(candidate: RankedRows, baseline: RankedRows, options: { metrics: readonly string[]; replicates: number; seed: number; level?: number }): PairedDifference[] {
  const specs = options.metrics.map((key) => {
    const spec = RANKING_METRICS.find((s) => s.key === key);
    if (spec === undefined) throw new AppError({ code: 'METRIC_NAME_INVALID', message: `expected one of ${RANKING_METRICS.map((m) => m.key).join(', ')}, received ${JSON.stringify(key)}`, fix: 'ask for a metric that this family measures' });
    return spec;
  });
  const place = new Map(Array.from(baseline.rowIndex, (row, i) => [row, i]));
  const shared = Array.from(candidate.rowIndex, (row, i) => [i, place.get(row)] as const).filter((pair): pair is readonly [number, number] => pair[1] !== undefined);
  const lists = new Set(shared.map(([i]) => candidate.list[i])).size;
  const { refused, note: fitNote } = protocolNotes(shared, candidate, baseline);
  if (lists < MIN_SHARED || refused !== null) {
    const note = refused ?? `only ${lists} lists were measured by both (at least ${MIN_SHARED} are needed): use the same dataset version, split and seed`;
    return specs.map((spec) => ({ metric: spec.key, candidate: null, baseline: null, difference: null, lo: null, hi: null, n: lists, replicates: 0, verdict: 'not-comparable', note }));
  }
  const most = Math.max(candidate.rowIndex.length, baseline.rowIndex.length);
  const part = shared.length === most ? null : `on the ${shared.length} held-out items that both ranked (candidate ${candidate.rowIndex.length}, baseline ${baseline.rowIndex.length})`;
  const note = [part, fitNote].filter((n) => n !== null).join('; ') || null;
  // lists, customers and weights of the candidate stand for both: they describe the data, not the model
  const columns = (rank: Float64Array): RatioColumns => rankColumns(regroup(shared.map(([i]) => i), candidate, rank));
  return pairedRatios(columns(Float64Array.from(shared, ([i]) => candidate.rank[i]!)), columns(Float64Array.from(shared, ([, j]) => baseline.rank[j]!)), specs, { ...options, note });
}

function regroup(rows: readonly number[], from: RankedRows, rank: Float64Array): Parameters<typeof rankColumns>[0] {
  const place = new Map<number, number>();
  const customer: number[] = [];
  const list = Int32Array.from(rows, (i) => {
    const l = from.list[i]!;
    if (!place.has(l)) {
      place.set(l, place.size);
      customer.push(from.customer[i]!);
    }
    return place.get(l)!;
  });
  return { rank, list, customer: Int32Array.from(customer), popularity: Float64Array.from(rows, (i) => from.popularity[i]!) };
}

import { figureSchema } from '@bellwether/contracts';
import { meanRank, type RankedLists } from './ranked-lists';
import { estimateRanking, pairedRankings, rankingBySegment } from './ranking-estimate';
import { rankingFigures } from './ranking-figures';
import { RANKING_METRICS } from './ranking-specs';
import { popularityGroups } from './popularity-groups';
import { seededRandom } from './seeded-random';

const CATALOGUE = 200;

/** One held-out item a list. */
function listsOf(rank: readonly number[], options: { customer?: readonly number[]; popularity?: readonly number[] } = {}): RankedLists {
  const n = rank.length;
  const random = seededRandom(7);
  return {
    rank: Float64Array.from(rank), list: Int32Array.from(rank, (_, i) => i), popularity: Float64Array.from(options.popularity ?? rank.map(() => 4)),
    customer: Int32Array.from(options.customer ?? rank.map((_, i) => i)), candidates: new Int32Array(n).fill(CATALOGUE - 5), removed: new Int32Array(n).fill(5),
    top: Int32Array.from({ length: n * 10 }, () => random.below(CATALOGUE)), depth: 10, itemPopularity: Float64Array.from({ length: CATALOGUE }, (_, i) => (i < 190 ? 200 - i : 0)),
  };
}

describe('ranks', () => {
  test('ties take their mean rank, and what is removed is not counted', () => {
    const scores = [0.1, 0.5, 0.5, 0.9, 0.5, 0.2];
    expect(meanRank(scores, 1, null)).toBe(3);
    expect(meanRank(scores, 3, null)).toBe(1);
    expect(meanRank(scores, 1, Uint8Array.from([0, 0, 1, 1, 0, 0]))).toBe(1.5);
    expect(meanRank([0, 0, 0, 0], 2, null)).toBe(2.5);
  });
});

describe('ranking metrics', () => {
  test('values of three lists agree with arithmetic by hand', () => {
    const m = estimateRanking(listsOf([1, 10.5, 20]), { replicates: 0 });
    expect(m.ndcg_10!.value).toBeCloseTo(1 / 3, 12);
    expect(m.hr_10!.value).toBeCloseTo(1 / 3, 12);
    expect(m.hr_20!.value).toBe(1);
    expect(m.ndcg_20!.value).toBeCloseTo((1 + 1 / Math.log2(11.5) + 1 / Math.log2(21)) / 3, 12);
    expect(m.mrr_20!.value).toBeCloseTo((1 + 1 / 10.5 + 1 / 20) / 3, 12);
    expect(m.mrr_10!.value).toBeCloseTo(1 / 3, 12);
  });

  test('a list with several held-out items: recall counts each, NDCG is one when all stand at the top', () => {
    const lists = { ...listsOf([1]), rank: Float64Array.from([1, 2, 40]), list: Int32Array.from([0, 0, 0]), popularity: Float64Array.from([1, 1, 1]) };
    const m = estimateRanking(lists, { replicates: 0 });
    expect(m.recall_10!.value).toBeCloseTo(2 / 3, 12);
    expect(m.hr_10!.value).toBe(1);
    expect(m.ndcg_10!.value).toBeCloseTo((1 + 1 / Math.log2(3)) / (1 + 1 / Math.log2(3) + 0.5), 12);
    expect(estimateRanking({ ...lists, rank: Float64Array.from([1, 2, 3]) }, { replicates: 0 }).ndcg_10!.value).toBeCloseTo(1, 12);
  });

  test('stratified recall gives a rare item the weight that its rarity earns', () => {
    const m = estimateRanking(listsOf([1, 50], { popularity: [1, 100] }), { replicates: 0 });
    expect(m.recall_10_stratified!.value).toBeCloseTo(1 / 1.1, 12);
  });

  test('coverage, novelty and popularity lift describe what is shown', () => {
    const lists = { ...listsOf([1, 1]), top: Int32Array.from([...Array.from({ length: 10 }, (_, i) => i), 0, 1, -1, -1, -1, -1, -1, -1, -1, -1]), popularity: Float64Array.from([150, 50]) };
    const m = estimateRanking(lists, { replicates: 0 });
    expect(m.coverage_10!.value).toBeCloseTo(10 / CATALOGUE, 12);
    expect(m.popularity_lift_10!.value).toBeCloseTo((195.5 + 199.5) / 200, 12);
    expect(m.novelty_10!.value).toBeGreaterThan(5);
  });

  test('every measured key is described in both languages, and every described one is measured', () => {
    expect(Object.keys(estimateRanking(listsOf([1, 2, 3]), { replicates: 10 }))).toEqual(RANKING_METRICS.map((m) => m.key));
    for (const m of RANKING_METRICS) expect([m.title.zh, m.help.zh, m.help.en].every((t) => t.length > 0)).toBe(true);
  });

  test('the interval of the hit rate covers the truth as often as it says', () => {
    let covered = 0;
    for (let trial = 0; trial < 120; trial++) {
      const random = seededRandom(trial + 1);
      const m = estimateRanking(listsOf(Array.from({ length: 200 }, () => (random.unit() < 0.3 ? 1 : 50))), { replicates: 120, seed: trial }).hr_10!;
      if (m.lo! <= 0.3 && m.hi! >= 0.3) covered++;
    }
    expect(covered / 120).toBeGreaterThan(0.9);
    expect(covered / 120).toBeLessThan(0.99);
  });

  test('lists of one customer are drawn together: the same list ten times is no more evidence', () => {
    const ranks = Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? 1 : 50));
    const width = (l: RankedLists): number => {
      const m = estimateRanking(l, { replicates: 400 }).hr_10!;
      return m.hi! - m.lo!;
    };
    const repeated = width(listsOf(ranks.flatMap((r) => new Array<number>(10).fill(r)), { customer: ranks.flatMap((_, i) => new Array<number>(10).fill(i)) }));
    expect(repeated / width(listsOf(ranks))).toBeGreaterThan(0.8);
  });

  test('sampled metrics are refused by design', () => {
    expect(() => estimateRanking({ ...listsOf([1, 2]), candidates: Int32Array.from([101, 101]), removed: Int32Array.from([0, 0]) })).toThrow(/sampled metrics are refused/);
    expect(() => estimateRanking(listsOf([0.5]))).toThrow(/rank between 1/);
  });

  test('segments split the lists, and empty ones are left out', () => {
    const segments = rankingBySegment(listsOf([1, 1, 50, 50]), ['new', 'new', 'regular', 'regular'], ['new', 'absent', 'regular'], { replicates: 0 });
    expect(segments.map((s) => [s.segment, s.lists, s.metrics.hr_10!.value])).toEqual([['new', 2, 1], ['regular', 2, 0]]);
  });

  test('popularity groups: half of the interactions, the next 30 %, the rest, the unseen', () => {
    expect(popularityGroups([50, 30, 10, 10, 0])).toEqual(['head', 'middle', 'tail', 'tail', 'new']);
  });

  test('figures fit the closed set of marks', () => {
    for (const figure of rankingFigures(listsOf(Array.from({ length: 60 }, (_, i) => 1 + i)), { replicates: 50 })) expect(() => figureSchema.parse(figure)).not.toThrow();
    expect(rankingFigures(listsOf([]))).toEqual([]);
  });
});

describe('paired rankings', () => {
  const random = seededRandom(3);
  const weak = Array.from({ length: 400 }, () => 1 + random.below(60));
  const rowsOf = (rank: number[]) => ({ rowIndex: rank.map((_, i) => i + 1), rank, list: rank.map((_, i) => i), customer: rank.map((_, i) => i >> 1), popularity: rank.map(() => 3) });

  test('a model that ranks each item a little higher is better, though the single intervals overlap', () => {
    const better = weak.map((r) => Math.max(1, r - 2));
    const [d] = pairedRankings(rowsOf(better), rowsOf(weak), { metrics: ['ndcg_10'], replicates: 500, seed: 1 });
    expect(d).toMatchObject({ verdict: 'better', n: 400, note: null });
    const [own, other] = [better, weak].map((r) => estimateRanking(listsOf(r), { replicates: 300 }).ndcg_10!);
    expect(own!.lo).toBeLessThan(other!.hi!);
  });

  test('rows are matched by source row, and what describes a run is not compared', () => {
    const part = rowsOf(weak.slice(0, 100));
    const [d, c] = pairedRankings(part, rowsOf(weak), { metrics: ['mrr', 'coverage_10'], replicates: 50, seed: 1 });
    expect(d).toMatchObject({ difference: 0, verdict: 'noise', note: expect.stringContaining('100 held-out items') });
    expect(c).toMatchObject({ verdict: 'not-comparable' });
    expect(pairedRankings(rowsOf(weak.slice(0, 5)), rowsOf(weak), { metrics: ['mrr'], replicates: 50, seed: 1 })[0]!.note).toContain('only 5 lists');
    expect(() => pairedRankings(part, part, { metrics: ['auc'], replicates: 1, seed: 1 })).toThrow(/auc/);
  });

  test('protocols are not mixed: other histories or other items in the ranking give no verdict, another fit rule is said', () => {
    const told = (change: Partial<Record<'known' | 'refitted' | 'historyRemoved', number>>) => {
      const all = (v: number) => weak.map(() => v);
      return { ...rowsOf(weak), protocol: { known: all(change.known ?? 5), refitted: all(change.refitted ?? 0), historyRemoved: all(change.historyRemoved ?? 1) } };
    };
    const compared = (change: Parameters<typeof told>[0]) => pairedRankings(told(change), told({}), { metrics: ['ndcg_10'], replicates: 50, seed: 1 })[0]!;
    expect(compared({ known: 3 })).toMatchObject({ verdict: 'not-comparable', difference: null, note: expect.stringContaining('other histories') });
    expect(compared({ historyRemoved: 0 })).toMatchObject({ verdict: 'not-comparable', note: expect.stringContaining('out of the ranking') });
    expect(compared({ refitted: 1 })).toMatchObject({ verdict: 'noise', difference: 0, note: expect.stringContaining('only the candidate was fitted also') });
    expect(compared({}).note).toBeNull();
  });
});

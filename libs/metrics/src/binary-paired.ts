import { AppError, type MetricSpec, type PairedDifference } from '@bellwether/contracts';
import { column, percentileInterval, stratifiedResampler } from './binary-bootstrap';
import { BINARY_KEYS, binaryMeter } from './binary-measure';
import { rankBinary } from './binary-ranking';
import { BINARY_METRICS } from './binary-specs';
import { verdictOf } from './paired-verdict';
import { seededRandom } from './seeded-random';

/** Rows with a score, known by their place in the source file. */
export type ScoredRows = { rowIndex: ArrayLike<number>; y: ArrayLike<number>; score: ArrayLike<number>; /** decides the `_best` metrics */ threshold?: number | null };
export type PairedOptions = { metrics?: readonly string[]; replicates?: number; seed?: number; level?: number };

/** Fewer shared rows than this and no difference is worth stating. */
const MIN_SHARED_ROWS = 20;

/**
 * Difference candidate - baseline with an interval: each replicate draws one set of rows and scores both models on it, so what the rows share cancels.
 * The verdict says `noise` where the interval covers zero.
 * @throws AppError METRIC_NAME_INVALID for a metric that is not one of this family
 */
export function pairedDifferences(candidate: ScoredRows, baseline: ScoredRows, options: PairedOptions = {}): PairedDifference[] {
  const { metrics = BINARY_KEYS, replicates = 1000, seed = 1, level = 0.95 } = options;
  const specs = metrics.map(specOf);
  const shared = alignRows(candidate, baseline);
  const refusal = reasonNotToCompare(shared);
  if (refusal !== null) {
    return specs.map((spec) => ({ metric: spec.key, candidate: null, baseline: null, difference: null, lo: null, hi: null, n: shared.y.length, replicates: 0, verdict: 'not-comparable', note: refusal }));
  }
  const width = BINARY_KEYS.length;
  const meters = [binaryMeter(rankBinary(shared.y, shared.candidate), candidate.threshold ?? null), binaryMeter(rankBinary(shared.y, shared.baseline), baseline.threshold ?? null)] as const;
  const points = [new Float64Array(width), new Float64Array(width)] as const;
  meters.forEach((meter, m) => meter.measure(null, points[m]!));
  const draws = new Float64Array(replicates * width);
  const other = new Float64Array(width);
  const resample = stratifiedResampler(shared.y, seededRandom(seed));
  for (let r = 0; r < replicates; r++) {
    const counts = resample();
    const mine = draws.subarray(r * width, (r + 1) * width);
    meters[0].measure(counts, mine);
    meters[1].measure(counts, other);
    for (let k = 0; k < width; k++) mine[k]! -= other[k]!;
  }
  return specs.map((spec) => {
    const k = BINARY_KEYS.indexOf(spec.key);
    // the best threshold and the base rate describe; they are not compared
    if (k < 0) return { metric: spec.key, candidate: null, baseline: null, difference: null, lo: null, hi: null, n: shared.y.length, replicates: 0, verdict: 'not-comparable', note: `${spec.title.en} describes a run; it is not compared` };
    const difference = points[0][k]! - points[1][k]!;
    const interval = percentileInterval(column(draws, k, width), level);
    const base = { metric: spec.key, candidate: finite(points[0][k]!), baseline: finite(points[1][k]!), n: shared.y.length, replicates };
    if (!Number.isFinite(difference) || interval === null) return { ...base, difference: null, lo: null, hi: null, verdict: 'not-comparable', note: undefinedNote(spec) };
    return { ...base, difference, lo: interval.lo, hi: interval.hi, verdict: verdictOf(spec, interval), note: shared.note };
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const undefinedNote = (spec: MetricSpec): string =>
  spec.key.endsWith('_best') ? `${spec.title.en} needs the threshold that each run chose on its validation rows` : `${spec.title.en} is undefined on these rows`;

function specOf(key: string): MetricSpec {
  const spec = BINARY_METRICS.find((s) => s.key === key);
  if (spec === undefined) throw new AppError({ code: 'METRIC_NAME_INVALID', message: `expected one of ${BINARY_METRICS.map((m) => m.key).join(', ')}, received ${JSON.stringify(key)}`, fix: 'ask for a metric that this family measures' });
  return spec;
}

type SharedRows = { y: Float64Array; candidate: Float64Array; baseline: Float64Array; labelsDiffer: number; note: string | null };

function alignRows(candidate: ScoredRows, baseline: ScoredRows): SharedRows {
  const place = new Map<number, number>();
  for (let i = 0; i < baseline.rowIndex.length; i++) place.set(baseline.rowIndex[i]!, i);
  const y: number[] = [];
  const a: number[] = [];
  const b: number[] = [];
  let labelsDiffer = 0;
  for (let i = 0; i < candidate.rowIndex.length; i++) {
    const at = place.get(candidate.rowIndex[i]!);
    if (at === undefined) continue;
    if (candidate.y[i] !== baseline.y[at]) labelsDiffer++;
    y.push(candidate.y[i]!);
    a.push(candidate.score[i]!);
    b.push(baseline.score[at]!);
  }
  const most = Math.max(candidate.rowIndex.length, baseline.rowIndex.length);
  const note = y.length === most ? null : `on the ${y.length} rows that both were measured on (candidate ${candidate.rowIndex.length}, baseline ${baseline.rowIndex.length})`;
  return { y: Float64Array.from(y), candidate: Float64Array.from(a), baseline: Float64Array.from(b), labelsDiffer, note };
}

function reasonNotToCompare(shared: SharedRows): string | null {
  const n = shared.y.length;
  if (n < MIN_SHARED_ROWS) return `only ${n} rows were measured by both (at least ${MIN_SHARED_ROWS} are needed): use the same dataset version, split and seed`;
  if (shared.labelsDiffer > 0) return `${shared.labelsDiffer} of the shared rows have another label: the two runs did not see the same data`;
  const positives = shared.y.reduce((sum, v) => sum + v, 0);
  if (positives === 0 || positives === n) return 'the shared rows hold one class only';
  return null;
}

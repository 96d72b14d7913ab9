import { AppError } from '@bellwether/contracts';
import type { GbdtParams, GbdtSet } from './gbdt-types';
import type { BoostingObjective, Labels } from './objective-types';

const { abs, exp, log2, max, min } = Math;

const refuse = (message: string, fix: string): never => {
  throw new AppError({ code: 'PARAMS_INVALID', message, fix });
};

/** Grades above this gain more than a float64 sum can hold beside the others. */
const HIGHEST_GRADE = 30;

/** @throws AppError PARAMS_INVALID for lists or grades that cannot be ranked */
export function labelsOf({ y, weight, lists, table }: GbdtSet, { objective }: Pick<GbdtParams, 'objective'>): Labels {
  if (objective !== 'lambdarank') return { y, weight: weight ?? null, queries: null };
  if (!lists || lists.length !== table.rows) refuse(`Ranking needs the list of each of the ${table.rows} rows; ${lists ? lists.length : 'none'} came.`, 'Give `lists`, one number a row.');
  const wrong = y.findIndex((grade) => !(Number.isInteger(grade) && grade >= 0 && grade <= HIGHEST_GRADE));
  if (wrong >= 0) refuse(`Grades must be whole numbers from 0 to ${HIGHEST_GRADE}; row ${wrong} has ${y[wrong]}.`, 'Turn the target into grades, such as 0 and 1.');
  const starts: number[] = [];
  const seen = new Set<number>();
  for (let i = 0; i < lists!.length; i++) {
    const list = lists![i]!;
    if (i > 0 && list === lists![i - 1]) continue;
    if (seen.has(list)) refuse(`Rows of one list must stand together; list ${list} comes again at row ${i}.`, 'Sort the rows by list.');
    seen.add(list);
    starts.push(i);
  }
  return { y, weight: weight ?? null, queries: Int32Array.from([...starts, table.rows]) };
}

const gain = (grade: number): number => 2 ** grade - 1;
const discount = (place: number): number => 1 / log2(2 + place);

/** Best sum of discounted gains over so many places. */
function idealOf(y: Float64Array, from: number, to: number, places: number): number {
  const grades = y.slice(from, to).sort().reverse();
  let sum = 0;
  for (let place = 0; place < min(places, grades.length); place++) sum += gain(grades[place]!) * discount(place);
  return sum;
}

/** Rows of one list, the highest margin first; equal ones keep their order. */
const ranked = (margin: Float64Array, from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i).sort((a, b) => margin[b]! - margin[a]! || a - b);

function ndcgOf({ y }: Labels, margin: Float64Array, from: number, to: number, places: number): number {
  const ideal = idealOf(y, from, to, places);
  // nothing to get wrong
  if (ideal === 0) return 1;
  const order = ranked(margin, from, to);
  let sum = 0;
  for (let place = 0; place < min(places, order.length); place++) sum += gain(y[order[place]!]!) * discount(place);
  return sum / ideal;
}

/** Gradients of the pairs of one list, each weighed by what swapping the two would change in NDCG. */
function addList({ y }: Labels, margin: Float64Array, from: number, to: number, truncation: number, pairs: Float32Array, sums: Float64Array): void {
  const ideal = idealOf(y, from, to, truncation);
  if (ideal === 0) return;
  const order = ranked(margin, from, to);
  const apart = margin[order[0]!] !== margin[order.at(-1)!];
  let total = 0;
  sums.fill(0, 0, 2 * order.length);
  for (let i = 0; i < min(truncation, order.length - 1); i++) {
    for (let j = i + 1; j < order.length; j++) {
      const [a, b] = [order[i]!, order[j]!];
      if (y[a] === y[b]) continue;
      const [better, worse] = y[a]! > y[b]! ? [a, b] : [b, a];
      const lead = margin[better]! - margin[worse]!;
      let change = (gain(y[better]!) - gain(y[worse]!)) * abs(discount(i) - discount(j)) / ideal;
      if (apart) change /= 0.01 + abs(lead);
      const p = 1 / (1 + exp(lead));
      const [g, h] = [p * change, p * (1 - p) * change];
      sums[2 * (better - from)]! -= g;
      sums[2 * (worse - from)]! += g;
      sums[2 * (better - from) + 1]! += h;
      sums[2 * (worse - from) + 1]! += h;
      total += 2 * g;
    }
  }
  const scale = total > 0 ? log2(1 + total) / total : 1;
  for (let k = 0; k < 2 * order.length; k++) pairs[2 * from + k] = sums[k]! * scale;
}

/**
 * Lists in the right order: the loss is 1 − NDCG, the gradients are those of LambdaRank.
 * @source Burges, "From RankNet to LambdaRank to LambdaMART", 2010; truncation and normalisation as in LightGBM (bae0b7b)
 */
export function lambdaRank({ truncation, ndcgAt }: Pick<GbdtParams, 'truncation' | 'ndcgAt'>): BoostingObjective {
  const eachList = ({ queries }: Labels, visit: (from: number, to: number) => void): void => {
    for (let q = 0; q + 1 < queries!.length; q++) visit(queries![q]!, queries![q + 1]!);
  };
  return {
    start: () => 0,
    gradients(labels, margin, pairs) {
      const { weight } = labels;
      pairs.fill(0);
      let longest = 0;
      eachList(labels, (from, to) => (longest = max(longest, to - from)));
      const sums = new Float64Array(2 * longest);
      eachList(labels, (from, to) => addList(labels, margin, from, to, truncation, pairs, sums));
      if (weight !== null) for (let i = 0; i < pairs.length; i++) pairs[i]! *= weight[i >> 1]!;
    },
    loss(labels, margin) {
      let sum = 0;
      eachList(labels, (from, to) => (sum += 1 - ndcgOf(labels, margin, from, to, ndcgAt)));
      return sum / (labels.queries!.length - 1);
    },
  };
}

import type { Figure, Localized } from '@bellwether/contracts';
import { survivalAt, type Waits } from './hazard';
import type { Prepared } from './prepare';

const text = (en: string, zh: string): Localized => ({ en, zh });
/** Points in time at which chances are judged, evenly up to the horizon. */
const GRID = 24;
const GROUPS = 3;

/**
 * Mean squared error of the chance of still waiting over the time up to the horizon, for each row.
 * Every wait is watched to its end or to the horizon: the weights of inverse probability of censoring are all one.
 * @source Graf et al., "Assessment and comparison of prognostic classification schemes for survival data", 1999
 * @shape curves: [rows, periods] → [rows]
 */
export function brierOf(curves: Float64Array, ends: readonly number[], y: Float64Array): Float64Array {
  const horizon = ends.at(-1)!;
  return Float64Array.from(y, (t, i) => {
    const curve = curves.subarray(i * ends.length, (i + 1) * ends.length);
    let sum = 0;
    for (let g = 0; g < GRID; g++) {
      const at = (horizon * (g + 0.5)) / GRID;
      sum += ((t > at ? 1 : 0) - survivalAt(curve, ends, at)) ** 2;
    }
    return sum / GRID;
  });
}

/** Share whose wait has ended by each day, in thirds of what was said: foretold as lines, what came as points. */
export function waitFigure({ y, target, parts: { test } }: Prepared, waits: Pick<Waits, 'ends'>, curves: Float64Array, score: Float64Array): Figure {
  const { ends } = waits;
  const horizon = ends.at(-1)!;
  const parts = score.length;
  const observed = Uint8Array.from(test, (row) => target.waits!.observed[row]!);
  const order = Int32Array.from({ length: parts }, (_, i) => i).sort((a, b) => score[a]! - score[b]!);
  const at = Array.from({ length: GRID + 1 }, (_, g) => (horizon * g) / GRID);
  const names = [text('soonest third', '最快的三分之一'), text('middle third', '中间的三分之一'), text('latest third', '最慢的三分之一')];
  const series = names.flatMap((name, g) => {
    const rows = order.subarray(Math.floor((g * parts) / GROUPS), Math.floor(((g + 1) * parts) / GROUPS));
    if (rows.length === 0) return [];
    const said = at.map((t) => rows.reduce((sum, i) => sum + 1 - (t === 0 ? 1 : survivalAt(curves.subarray(i * ends.length, (i + 1) * ends.length), ends, t)), 0) / rows.length);
    const came = at.map((t) => rows.reduce((n, i) => n + (y.test[i]! <= t && (y.test[i]! < horizon || observed[i] === 1) ? 1 : 0), 0) / rows.length);
    return [{ name: text(`Said, ${name.en}`, `预测，${name.zh}`), x: at, y: said.map((v) => Number(v.toFixed(4))) }, { name: text(`Came, ${name.en}`, `实际，${name.zh}`), x: at, y: came.map((v) => Number(v.toFixed(4))), dots: true }];
  });
  return {
    key: 'waits', mark: 'line', title: text('Share whose wait has ended', '等待已结束的比例'), note: text('Rows in thirds by the wait that was said. Lines are foretold, points are what came (all are watched to the horizon).', '按预测等待时长分为三组。线为预测，点为实际（均观察至期限）。'),
    x: { label: text('Time since the cutoff', '自截止时刻起的时间') }, y: { label: text('Share ended', '已结束比例'), range: [0, 1] }, series,
  };
}

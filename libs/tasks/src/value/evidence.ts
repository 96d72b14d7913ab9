import type { Figure, Localized } from '@bellwether/contracts';
import { levelOf } from '@bellwether/features';
import { estimateValue, pairedValues, residualFigure, type ResidualSegment, type ValueRows } from '@bellwether/metrics';
import { columnOf } from '../binary/binary-target';
import type { FittedMember } from './ensemble';
import { mean, type Prepared } from './prepare';

const text = (en: string, zh: string): Localized => ({ en, zh });
const round = (v: number | null | undefined): number | null => (v === null || v === undefined ? null : Number(v.toPrecision(4)));

const NAMES: Record<string, Localized> = { constant: text('Mean', '均值'), rate: text('Past rate', '历史速率'), glm: text('Linear (GLM)', '线性模型（GLM）'), weibull: text('Weibull regression', '威布尔回归') };

/** Measured on the same held-out rows as the model. @shape score: [test] */
export type Beside = { name: string; score: Float64Array; /** of waiting times, where it knows when */ brier?: Float64Array | null };

/** What had to be beaten, beside the model: on the same held-out rows, with the difference in deviance explained and its interval. */
export function baselinesFigure({ y, target }: Prepared, own: ValueRows & { score: Float64Array }, beside: readonly Beside[], options: { replicates: number; seed: number }): Figure[] {
  if (beside.length === 0) return [];
  const rowIndex = Int32Array.from(y.test.keys());
  const { score } = own;
  const waits = target.waits !== null;
  const line = (name: string, said: Omit<ValueRows, 'y'>, difference: string): (string | number | null)[] => {
    const m = estimateValue({ ...said, y: y.test, observed: own.observed }, { replicates: 0 });
    return [name, round(m.d2!.value), round(m.gini!.value), round(m.mae!.value), round(m.rmse!.value), round(m.tweedie_deviance!.value), round(m.total_ratio!.value), ...(waits ? [round(m.c_index!.value), round(m.integrated_brier!.value)] : []), difference];
  };
  const against = (said: Float64Array): string => {
    const [d] = pairedValues({ rowIndex, y: y.test, score }, { rowIndex, y: y.test, score: said }, { metrics: ['d2'], replicates: options.replicates, seed: options.seed });
    if (!d || d.difference === null) return '–';
    return `${d.difference >= 0 ? '+' : ''}${d.difference.toFixed(4)}${d.lo === null || options.replicates === 0 ? '' : ` (${d.lo.toFixed(4)} … ${d.hi!.toFixed(4)})`}`;
  };
  return [{
    key: 'baselines', mark: 'table', title: text('Against what must be beaten', '与基线的比较'),
    note: text('All on the held-out rows. The last column is what the model explains more than the baseline, with its 95% interval.', '均在留出数据上计算。最后一列为模型相对基线多解释的偏差及 95% 区间。'),
    columns: [text('Model', '模型'), text('Deviance explained', '解释偏差占比'), text('Gini', '基尼系数'), text('MAE', 'MAE'), text('RMSE', 'RMSE'), text('Tweedie deviance', 'Tweedie 偏差'), text('Total said over came', '预测/实际总量'), ...(waits ? [text('Concordance', '一致性指数'), text('Integrated Brier', '积分 Brier')] : []), text('Model explains more by', '模型多解释')],
    rows: [line('This model', own, ''), ...beside.map((b) => line(NAMES[b.name]?.en ?? b.name, { score: b.score, brier: b.brier ?? null }, against(b.score)))],
  }];
}

/** Who is in a blend, what each weighs and how good it is on the rows that choose. */
export function membersFigure(members: readonly FittedMember[], { y }: Prepared): Figure[] {
  const own = members.filter((m) => !m.member.baseline);
  if (own.length === 1) return [];
  return [{
    key: 'members', mark: 'table', title: text('Members', '成员模型'), note: text('On the rows that choose, which no member trained on.', '在任何成员都未训练过的验证行上计算。'),
    columns: [text('Member', '成员'), text('Weight', '权重'), text('Deviance explained', '解释偏差占比'), text('Gini', '基尼系数'), text('MAE', 'MAE')],
    rows: own.map(({ member, weight, valid }) => {
      const m = estimateValue({ y: y.valid, score: valid }, { replicates: 0 });
      return [member.name, round(weight), round(m.d2!.value), round(m.gini!.value), round(m.mae!.value)];
    }),
  }];
}

const MOST_COLUMNS = 4;
const MOST_LEVELS = 8;
const LEAST_ROWS = 20;

/** Predicted and actual means in each level of the categories, the largest first; where there are none, in thirds of the most telling numbers. */
export function segmentFigure(prepared: Prepared, score: Float64Array, telling: readonly string[]): Figure[] {
  const { view, table, parts, y } = prepared;
  const segments: ResidualSegment[] = [];
  const add = (column: string, byLevel: Map<string, number[]>): void => {
    const large = [...byLevel].filter(([, at]) => at.length >= LEAST_ROWS).sort((a, b) => b[1].length - a[1].length).slice(0, MOST_LEVELS);
    for (const [level, at] of large) segments.push({ column, level, rows: at.length, said: mean(at.map((k) => score[k]!)), came: mean(at.map((k) => y.test[k]!)) });
  };
  const group = (levelAt: (row: number, k: number) => string): Map<string, number[]> => {
    const levels = new Map<string, number[]>();
    parts.test.forEach((row, k) => { const level = levelAt(row, k); levels.set(level, [...(levels.get(level) ?? []), k]); });
    return levels;
  };
  for (const input of view.inputs.filter((i) => i.kind === 'category').slice(0, MOST_COLUMNS)) {
    const column = columnOf(table, input.name);
    if (column) add(input.name, group((row) => levelOf(column, row) ?? '–'));
  }
  const numbers = view.inputs.filter((i) => i.kind === 'numeric').sort((a, b) => place(telling, a.name) - place(telling, b.name));
  for (const input of segments.length === 0 ? numbers.slice(0, 2) : []) {
    const column = columnOf(table, input.name);
    if (!column || column.type === 'string') continue;
    const sorted = Float64Array.from(parts.test, (row) => column.values[row]!).filter((v) => !Number.isNaN(v)).sort();
    const cuts = [sorted[Math.floor(sorted.length / 3)]!, sorted[Math.floor((2 * sorted.length) / 3)]!];
    add(input.name, group((row) => { const v = column.values[row]!; return Number.isNaN(v) ? '–' : v <= cuts[0]! ? `≤ ${round(cuts[0])}` : v <= cuts[1]! ? `≤ ${round(cuts[1])}` : `> ${round(cuts[1])}`; }));
  }
  return residualFigure(segments);
}

const place = (names: readonly string[], name: string): number => { const at = names.indexOf(name); return at < 0 ? names.length : at; };

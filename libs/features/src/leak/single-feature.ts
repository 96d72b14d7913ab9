import type { LeakFinding } from '@bellwether/contracts';
import { numberOf } from '../view/cell';
import { binColumn, type ColumnBins } from './column-bins';
import { knownReason } from './known-columns';
import { columnNamed, count, outcome, skipped, words, type CheckOutcome, type LeakInput } from './leak-input';
import { rankAuc } from './rank-auc';

/** Above this, one column alone is an alarm. Published models for "will an active customer buy" reach 0.70 to 0.72 with all of their columns. */
export const ALARM_AUC = 0.85;
const WARNING_BELOW = 0.05;
/** How much somebody will spend is told by how much they spent far better than whether they come: only what is nearly a copy is an alarm. */
export const NUMBER_ALARM_AUC = 0.95;

export const alarmOf = ({ alarm }: Pick<LeakInput, 'alarm'>): number => alarm ?? ALARM_AUC;

export type OneFeature = { bins: ColumnBins; auc: number };

/**
 * How well each input alone separates the target, on training rows: the better of its rank and of the rates of its bins, the latter learned on one half
 * of the rows and judged on the other, so that many levels cannot look good by chance.
 */
export function measureAlone({ table, inputs, roles }: LeakInput, rows: Int32Array, y: Float64Array): OneFeature[] {
  return inputs.flatMap((name) => {
    const column = columnNamed(table, name);
    if (!column) return [];
    const bins = binColumn(column, rows, roles[name] === 'category');
    const byRank = bins.kind === 'numeric' ? rankAuc(Float64Array.from(rows, (i) => numberOf(column, i)), y) : null;
    const byBins = crossFitted(bins, y);
    return [{ bins, auc: Math.max(byRank === null ? 0.5 : Math.max(byRank, 1 - byRank), byBins ?? 0.5) }];
  });
}

function crossFitted({ codes, labels }: ColumnBins, y: Float64Array): number | null {
  const score = new Float64Array(codes.length);
  const base = y.reduce((s, v) => s + v, 0) / y.length;
  for (const half of [0, 1]) {
    const rows = new Float64Array(labels.length);
    const yes = new Float64Array(labels.length);
    for (let i = 0; i < codes.length; i++) {
      if (i % 2 === half) continue;
      rows[codes[i]!]!++;
      yes[codes[i]!]! += y[i]!;
    }
    for (let i = half; i < codes.length; i += 2) score[i] = (yes[codes[i]!]! + 10 * base) / (rows[codes[i]!]! + 10);
  }
  return rankAuc(score, y);
}

/** Alarms on columns that know too much alone. */
export function singleFeature(input: LeakInput, alone: OneFeature[], rows: number): CheckOutcome {
  if (!input.y) return skipped('single-feature', words('The target is not yes or no.', '目标不是是/否。'));
  const findings = alone.filter((f) => f.auc >= alarmOf(input) - WARNING_BELOW).sort((a, b) => b.auc - a.auc).map((f) => aloneFinding(f, input.targetColumn ?? 'target', alarmOf(input)));
  const best = alone.reduce<OneFeature | null>((b, f) => (b && b.auc >= f.auc ? b : f), null);
  const note = best
    ? words(`Each input alone against the target on ${count(rows)} training rows; the strongest is ${best.bins.column} with an AUC of ${best.auc.toFixed(3)}. Alarm from ${alarmOf(input)}.`, `在 ${count(rows)} 行训练数据上逐列检验；最强的是 ${best.bins.column}，AUC 为 ${best.auc.toFixed(3)}。达到 ${alarmOf(input)} 即报警。`)
    : words('There is no input.', '没有输入列。');
  return outcome('single-feature', findings, { rows, columns: alone.length }, note);
}

function aloneFinding({ bins: { column }, auc }: OneFeature, target: string, alarm: number): LeakFinding {
  const severe = auc >= alarm;
  const known = knownReason(column);
  const usual = words(`A column that tells ${target} almost by itself was usually written after it, or computed from it.`, `单独一列几乎就能给出 ${target}，通常说明它在结果之后写入，或由结果计算得出。`);
  return {
    key: `single-feature:${column}`, check: 'single-feature', severity: severe ? 'severe' : 'warning', column,
    message: words(`${column} alone separates ${target} with an AUC of ${auc.toFixed(3)}.`, `仅凭 ${column} 即可区分 ${target}，AUC 为 ${auc.toFixed(3)}。`),
    why: known ? words(`${usual.en} ${known.en}`, `${usual.zh}${known.zh}`) : usual,
    fix: words(`Find out when ${column} becomes known. If that is after the moment of the prediction, leave it out and train again; if it is truly known before, accept the finding and say how you know.`, `查清 ${column} 何时可知。若在预测时刻之后，请排除该列并重新训练；若确实事先可知，请接受此发现并说明依据。`),
    evidence: { auc: Number(auc.toFixed(4)), alarm },
  };
}

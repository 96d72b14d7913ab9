import type { LeakFinding } from '@bellwether/contracts';
import { binColumn, type ColumnBins } from './column-bins';
import { knownReason } from './known-columns';
import { columnNamed, count, outcome, percent, skipped, words, type CheckOutcome, type LeakInput } from './leak-input';
import { alarmOf, type OneFeature } from './single-feature';

/** Fewer rows without a single exception prove nothing. */
export const PURE_ROWS = 500;
/** How unlikely a pure cell must be by chance: thousands of cells are looked at. */
const CHANCE = 1e-9;
/** A column whose pure cells hold so much of the table decides it by itself. */
const SEVERE_SHARE = 0.1;
const MOST_PAIRS = 4000;

type Cell = { bin: number; context: ColumnBins | null; level: number; rows: number; yes: number; expected: number };

/**
 * Pieces of the table in which the target never changes: values of one column, alone or within one level of another (a month, a country).
 * A behaviour leaves exceptions; a definition does not.
 */
export function pureCells(input: LeakInput, alone: OneFeature[], rows: Int32Array, y: Float64Array): CheckOutcome {
  if (!input.y) return skipped('pure-cell', words('The target is not yes or no.', '目标不是是/否。'));
  const contexts = contextsOf(input, alone, rows);
  let pairs = 0;
  const findings: LeakFinding[] = [];
  for (const feature of alone) {
    const within = contexts.filter((c) => c.column !== feature.bins.column && !(strengthOf(c.column, alone) > feature.auc));
    const cells = [...cellsOf(feature.bins, null, y), ...within.slice(0, Math.max(0, MOST_PAIRS - pairs)).flatMap((c) => cellsOf(feature.bins, c, y))];
    pairs += within.length;
    if (cells.length > 0) findings.push(pureFinding(feature, cells, shareOf(feature.bins, cells), rows.length, input.targetColumn ?? 'target', alarmOf(input)));
  }
  const note = words(`Values of each input, alone and within each level of ${contexts.length} other columns, on ${count(rows.length)} training rows; ${PURE_ROWS} rows or more without one exception count.`, `在 ${count(rows.length)} 行训练数据上检验每列取值，并在另外 ${contexts.length} 列的各取值内检验；至少 ${PURE_ROWS} 行毫无例外才计入。`);
  return outcome('pure-cell', findings.sort((a, b) => Number(b.severity === 'severe') - Number(a.severity === 'severe')), { rows: rows.length, columns: alone.length }, note);
}

/** Columns of few levels: what a value may mean nothing without. */
function contextsOf({ table, roles }: LeakInput, alone: OneFeature[], rows: Int32Array): ColumnBins[] {
  const known = new Map(alone.map((f) => [f.bins.column, f.bins]));
  return Object.keys(roles).filter((name) => roles[name] === 'category').flatMap((name) => {
    const column = columnNamed(table, name);
    if (!column) return [];
    const bins = known.get(name) ?? binColumn(column, rows, true);
    return bins.labels.length > 2 ? [bins] : [];
  });
}

/** The stronger of two columns is the one a shared cell is about. */
const strengthOf = (column: string, alone: OneFeature[]): number => alone.find((f) => f.bins.column === column)?.auc ?? 0;

function cellsOf(bins: ColumnBins, context: ColumnBins | null, y: Float64Array): Cell[] {
  const levels = context?.labels.length ?? 1;
  const rows = new Int32Array(bins.labels.length * levels);
  const yes = new Int32Array(bins.labels.length * levels);
  for (let i = 0; i < y.length; i++) {
    const cell = bins.codes[i]! * levels + (context ? context.codes[i]! : 0);
    rows[cell]!++;
    yes[cell]! += y[i]!;
  }
  const found: Cell[] = [];
  for (let level = 0; level < levels; level++) {
    let all = 0;
    let positives = 0;
    for (let bin = 0; bin < bins.labels.length; bin++) {
      all += rows[bin * levels + level]!;
      positives += yes[bin * levels + level]!;
    }
    const rate = positives / Math.max(1, all);
    for (let bin = 0; bin < bins.labels.length; bin++) {
      const [n, k] = [rows[bin * levels + level]!, yes[bin * levels + level]!];
      if (n < PURE_ROWS || (k !== 0 && k !== n)) continue;
      // within a level that is pure anyway there is nothing to say about the column
      if (rate <= 0 || rate >= 1 || n * Math.log(k === 0 ? 1 - rate : rate) > Math.log(CHANCE)) continue;
      found.push({ bin, context, level, rows: n, yes: k, expected: n * rate });
    }
  }
  return found;
}

/** Share of rows that lie in one of the cells. */
function shareOf(bins: ColumnBins, cells: Cell[]): number {
  let inside = 0;
  for (let i = 0; i < bins.codes.length; i++) if (cells.some((c) => c.bin === bins.codes[i] && (!c.context || c.context.codes[i] === c.level))) inside++;
  return inside / Math.max(1, bins.codes.length);
}

function pureFinding({ bins, auc }: OneFeature, cells: Cell[], share: number, rows: number, target: string, alarm: number): LeakFinding {
  const largest = cells.reduce((a, b) => (b.rows > a.rows ? b : a));
  const siblings = cells.filter((c) => c.bin === largest.bin && c.context?.column === largest.context?.column && (c.yes === 0) === (largest.yes === 0));
  const total = siblings.reduce((s, c) => s + c.rows, 0);
  const expected = Math.round(siblings.reduce((s, c) => s + c.expected, 0));
  const value = bins.labels[largest.bin]!;
  const levels = siblings.map((c) => c.context?.labels[c.level]?.replace(/^= /, '')).filter(Boolean).slice(0, 8);
  const where = largest.context ? ` with ${largest.context.column} ${levels.length > 1 ? 'in' : '='} ${levels.join(', ')}` : '';
  const whereZh = largest.context ? `且 ${largest.context.column} 为 ${levels.join('、')} ` : '';
  const [seen, seenZh] = largest.yes === 0 ? [`none of ${count(total)} rows is positive`, `${count(total)} 行中没有一行为正`] : [`all of ${count(total)} rows are positive`, `${count(total)} 行全部为正`];
  const known = knownReason(bins.column);
  const usual = words('Behaviour leaves exceptions; so many rows without one mean that the column is defined by the outcome, or that the two were written together.', '行为总有例外；如此多的行毫无例外，说明该列由结果定义，或与结果同时写入。');
  return {
    key: `pure-cell:${bins.column}`, check: 'pure-cell', severity: share >= SEVERE_SHARE || auc >= alarm ? 'severe' : 'warning', column: bins.column,
    message: words(`${bins.column} ${value}${where}: ${seen}, where ${count(expected)} were to be expected. ${cells.length} such cells hold ${percent(share)} of the training rows.`, `${bins.column} ${value} ${whereZh}时${seenZh}，而按比例应有 ${count(expected)} 行。此类单元共 ${cells.length} 个，占训练行的 ${percent(share)}（${target}）。`),
    why: known ? words(`${usual.en} ${known.en}`, `${usual.zh}${known.zh}`) : usual,
    fix: words(`Ask whoever fills ${bins.column} when it is written and from what. Leave it out unless it is known at the moment of the prediction.`, `询问 ${bins.column} 由谁、何时、依据什么写入。除非预测时刻已知，否则请排除。`),
    evidence: { cells: cells.length, rows: total, positives: largest.yes === 0 ? 0 : total, expected, share: Number(share.toFixed(4)), value, context: largest.context?.column ?? null, levels: levels.join(', ') || null, sampledRows: rows },
  };
}

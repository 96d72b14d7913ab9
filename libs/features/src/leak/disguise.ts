import type { LeakCheck, LeakFinding } from '@bellwether/contracts';
import type { TableColumn } from '../table';
import { levelOf } from '../view/cell';
import { columnNamed, count, outcome, sampleOf, skipped, words, type CheckOutcome, type LeakInput } from './leak-input';
import { rankAuc } from './rank-auc';
import { alarmOf } from './single-feature';

/** Rows for words: texts are long. */
const TEXT_ROWS = 20_000;
const BUCKETS = 1 << 14;
/** A category with more levels is read as text: its levels are words. */
const FEW_LEVELS = 50;

/**
 * Ids that tell the target: by their order (rows were appended by outcome, ids given on purchase) or by how long they are.
 * An id the model does not see is a warning: it says how the table was put together.
 */
export function disguisedId(input: LeakInput, rows: Int32Array, y: Float64Array): CheckOutcome {
  const columns = Object.keys(input.roles).filter((n) => input.roles[n] === 'id').flatMap((n) => columnNamed(input.table, n) ?? []);
  if (!input.y) return skipped('disguised-id', words('The target is not yes or no.', '目标不是是/否。'));
  const findings: LeakFinding[] = [];
  for (const column of columns) {
    const tried: [string, string, Float64Array][] = [['order', '顺序', orderOf(column, rows)], ['length', '长度', Float64Array.from(rows, (i) => (levelOf(column, i) ?? '').length)]];
    for (const [how, howZh, score] of tried) {
      const auc = rankAuc(score, y);
      const strength = auc === null ? 0.5 : Math.max(auc, 1 - auc);
      if (strength >= alarmOf(input)) findings.push(idFinding(column.name, how, howZh, strength, input.inputs.includes(column.name)));
    }
  }
  const position = rankAuc(Float64Array.from(rows, (i) => input.table.rowIndex[i]!), y);
  const byPosition = position === null ? 0.5 : Math.max(position, 1 - position);
  if (byPosition >= 0.95) findings.push(idFinding('the row number', 'order', '顺序', byPosition, false));
  return outcome('disguised-id', findings, { rows: rows.length, columns: columns.length }, words(columns.length ? `Order and length of ${columns.map((c) => c.name).join(', ')}, and the order of the rows.` : 'No column has the role id: only the order of the rows.', columns.length ? `检查 ${columns.map((c) => c.name).join('、')} 的顺序与长度，以及行的顺序。` : '没有标识列：仅检查行的顺序。'));
}

/** Ids as numbers by the digits in them, else by their place in the alphabet. */
function orderOf(column: TableColumn, rows: Int32Array): Float64Array {
  const levels = Array.from(rows, (i) => levelOf(column, i));
  const digits = levels.map((v) => (v === null ? NaN : Number(v.replace(/\D+/g, '') || NaN)));
  if (digits.filter((d) => Number.isFinite(d)).length > 0.9 * rows.length) return Float64Array.from(digits);
  const place = new Map([...new Set(levels.filter((v): v is string => v !== null))].sort().map((v, k) => [v, k]));
  return Float64Array.from(levels, (v) => (v === null ? NaN : place.get(v)!));
}

const idFinding = (column: string, how: string, howZh: string, auc: number, seen: boolean): LeakFinding => ({
  key: `disguised-id:${column}`, check: 'disguised-id', severity: seen ? 'severe' : 'warning', column: column === 'the row number' ? null : column,
  message: words(`The ${how} of ${column} separates the target with an AUC of ${auc.toFixed(3)}.`, `${column} 的${howZh}即可区分目标，AUC 为 ${auc.toFixed(3)}。`),
  why: words('Ids carry no meaning: when their order tells the outcome, the table was put together by it, or the id was given because of it.', '标识本身无意义：若其顺序能给出结果，说明数据按结果拼接，或标识因结果而分配。'),
  fix: seen ? words('Leave it out.', '请排除该列。') : words('The model does not see it. Make sure that nothing else was put together by outcome, such as two exports of which one holds the buyers.', '模型未使用该列。请确认没有按结果拼接数据，例如其中一份导出只含买家。'),
  evidence: { auc: Number(auc.toFixed(4)), how },
});

/** Words that tell the target: a one-column model on hashed words, learned on one half of the training rows and judged on the other. */
export function disguisedText(input: LeakInput, allRows: Int32Array, fullY: Float64Array): CheckOutcome {
  if (!input.y) return skipped('disguised-text', words('The target is not yes or no.', '目标不是是/否。'));
  const rows = sampleOf(allRows, TEXT_ROWS);
  const y = rows === allRows ? fullY : Float64Array.from(rows, (i) => input.y![i]!);
  const columns = Object.keys(input.roles).flatMap((n) => {
    const column = columnNamed(input.table, n);
    if (column?.type !== 'string' || (input.roles[n] !== 'text' && input.roles[n] !== 'category')) return [];
    return input.roles[n] === 'text' || manyLevels(column, rows) ? [column] : [];
  });
  if (columns.length === 0) return skipped('disguised-text', words('There is no text, and no category with many levels.', '没有文本列，也没有取值众多的类别列。'));
  const findings = columns.flatMap((column) => {
    const { auc, word, wordRows, wordRate } = readWords(column, rows, y);
    return auc >= alarmOf(input) ? [textFinding('disguised-text', column.name, auc, input.inputs.includes(column.name), word, wordRows, wordRate)] : [];
  });
  return outcome('disguised-text', findings, { rows: rows.length, columns: columns.length }, words(`Hashed words of ${columns.map((c) => c.name).join(', ')}, learned on one half of ${count(rows.length)} training rows and judged on the other.`, `对 ${columns.map((c) => c.name).join('、')} 的词做哈希，在 ${count(rows.length)} 行训练数据的一半上学习，在另一半上检验。`));
}

function manyLevels(column: TableColumn, rows: Int32Array): boolean {
  const levels = new Set<string>();
  for (const i of rows) {
    const level = levelOf(column, i);
    if (level !== null && levels.add(level).size > FEW_LEVELS) return true;
  }
  return false;
}

const tokens = (text: string | null): string[] => [...new Set((text ?? '').toLowerCase().match(/\p{Script=Han}{1,2}|[\p{L}\p{N}]+/gu) ?? [])].slice(0, 200);

function bucketOf(word: string): number {
  let h = 2166136261;
  for (let k = 0; k < word.length; k++) h = Math.imul(h ^ word.charCodeAt(k), 16777619);
  return (h >>> 0) % BUCKETS;
}

/** Naive Bayes over buckets of words; the strongest word is named so that a person can see it. */
function readWords(column: TableColumn, rows: Int32Array, y: Float64Array): { auc: number; word: string | null; wordRows: number; wordRate: number } {
  const with1 = new Float64Array(BUCKETS);
  const with0 = new Float64Array(BUCKETS);
  const seen = new Map<string, { rows: number; yes: number }>();
  let positives = 0;
  let learned = 0;
  for (let k = 0; k < rows.length; k += 2) {
    learned++;
    positives += y[k]!;
    for (const word of tokens(levelOf(column, rows[k]!))) {
      (y[k] === 1 ? with1 : with0)[bucketOf(word)]!++;
      const cell = seen.get(word) ?? { rows: 0, yes: 0 };
      if (seen.size < 200_000 || seen.has(word)) seen.set(word, { rows: cell.rows + 1, yes: cell.yes + y[k]! });
    }
  }
  const negatives = learned - positives;
  const weight = (b: number): number => Math.log((with1[b]! + 0.5) / (positives + 1)) - Math.log((with0[b]! + 0.5) / (negatives + 1));
  const score = new Float64Array(rows.length).fill(NaN);
  for (let k = 1; k < rows.length; k += 2) score[k] = tokens(levelOf(column, rows[k]!)).reduce((s, w) => s + weight(bucketOf(w)), 0);
  const auc = rankAuc(score, y) ?? 0.5;
  const base = positives / Math.max(1, learned);
  let best: [string, { rows: number; yes: number }] | null = null;
  const surprise = (c: { rows: number; yes: number }): number => Math.abs(c.yes - c.rows * base) / Math.sqrt(c.rows * base * (1 - base) + 1);
  for (const entry of seen) if (!best || surprise(entry[1]) > surprise(best[1])) best = entry;
  return { auc, word: best?.[0] ?? null, wordRows: best?.[1].rows ?? 0, wordRate: best ? best[1].yes / best[1].rows : 0 };
}

const textFinding = (check: LeakCheck, column: string, auc: number, seen: boolean, word: string | null, rows: number, rate: number): LeakFinding => ({
  key: `${check}:${column}`, check, severity: seen ? 'severe' : 'warning', column,
  message: words(`The words of ${column} alone separate the target with an AUC of ${auc.toFixed(3)}; the most telling is "${word}" (${count(rows)} rows, ${(100 * rate).toFixed(0)} % positive).`, `仅凭 ${column} 中的词即可区分目标，AUC 为 ${auc.toFixed(3)}；最明显的是“${word}”（${count(rows)} 行，${(100 * rate).toFixed(0)} % 为正）。`),
  why: words('Text written about an outcome names it: order confirmations, notes of support, reasons of a return.', '围绕结果写成的文本会直接点明结果：订单确认、客服备注、退货原因。'),
  fix: seen ? words('Leave it out, or keep only text written before the moment of the prediction.', '请排除该列，或只保留预测时刻之前的文本。') : words('The model does not see it. Keep it that way, or cut it to what was written before.', '模型未使用该列。请保持现状，或只保留此前的文本。'),
  evidence: { auc: Number(auc.toFixed(4)), word, rows, rate: Number(rate.toFixed(4)) },
});

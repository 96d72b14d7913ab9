import type { LeakFinding } from '@bellwether/contracts';
import { levelOf } from '../view/cell';
import { columnNamed, count, outcome, percent, skipped, words, type CheckOutcome, type LeakInput } from './leak-input';
import { chanceSpread, rankAuc } from './rank-auc';
import { rowPrints } from './row-prints';

/** By how much a metric must fall without the twins, and by how many spreads of chance, before they are more than untidy. */
const SEVERE_DROP = 0.005;
const SEVERE_SPREADS = 2;
const WARNING_SHARE = 0.01;
/** Where most rows have a twin, rows are alike by nature: few columns of few values. */
const BY_NATURE_SHARE = 0.5;

/** The same customer on both sides. With a split by time that is the point; by chance, the model may have learned the person. */
export function entityOverlap({ table, roles, train, test, split }: LeakInput): CheckOutcome {
  const name = Object.keys(roles).find((n) => roles[n] === 'id');
  const column = name === undefined ? undefined : columnNamed(table, name);
  if (!column) return skipped('entity-overlap', words('No column has the role id.', '没有角色为“标识”的列。'));
  const known = new Set<string>();
  for (const i of train) {
    const level = levelOf(column, i);
    if (level !== null) known.add(level);
  }
  let shared = 0;
  for (const i of test) {
    const level = levelOf(column, i);
    if (level !== null && known.has(level)) shared++;
  }
  const share = shared / Math.max(1, test.length);
  const looked = { rows: train.length + test.length, columns: 1 };
  if (shared === 0) return outcome('entity-overlap', [], looked, words(`No ${column.name} is in both parts.`, `没有 ${column.name} 同时出现在两部分。`));
  const byTime = split === 'time' || split === 'unknown';
  const finding: LeakFinding = {
    key: `entity-overlap:${column.name}`, check: 'entity-overlap', severity: byTime || share < 0.01 ? 'info' : 'severe', column: column.name,
    message: words(`${percent(share)} of the test rows (${count(shared)}) belong to a ${column.name} that also trained.`, `${percent(share)} 的测试行（${count(shared)}）所属的 ${column.name} 也参与了训练。`),
    why: byTime ? words('The split is by time: the model is judged on the future of customers it knows, as in use.', '按时间划分：模型在已知客户的未来上评估，与实际使用一致。') : words('The split is by chance: what is learned about one row of a customer helps with the others, which in use it would not.', '随机划分：同一客户的一行会帮助预测其他行，而实际使用中并非如此。'),
    fix: byTime ? words('Nothing, as long as the model is used on known customers.', '只要用于已知客户，无需处理。') : words(`Split by time, or by group with ${column.name}.`, `请按时间划分，或以 ${column.name} 分组划分。`), evidence: { rows: shared, share: Number(share.toFixed(4)) },
  };
  return outcome('entity-overlap', [finding], looked, words(`${count(known.size)} different ${column.name} in training.`, `训练集中有 ${count(known.size)} 个不同的 ${column.name}。`));
}

/** The same row, inputs and target alike, on both sides: judged by what the metric is without them. */
export function duplicateRows({ table, inputs, y, train, test, testScore }: LeakInput): CheckOutcome {
  const columns = inputs.flatMap((name) => columnNamed(table, name) ?? []);
  if (!y) return skipped('duplicate-rows', words('Rows have no yes/no target: rows that come again are what is learned from.', '没有是/否目标：重复出现的行正是学习的内容。'));
  if (columns.length === 0) return skipped('duplicate-rows', words('There is no input.', '没有输入列。'));
  const prints = rowPrints(columns, table.rows, y);
  const seen = new Set<number>();
  for (const i of train) seen.add(prints[i]!);
  const twin = Uint8Array.from(test, (i) => (seen.has(prints[i]!) ? 1 : 0));
  const twins = twin.reduce((s, v) => s + v, 0);
  const looked = { rows: train.length + test.length, columns: columns.length };
  const share = twins / Math.max(1, test.length);
  if (twins === 0) return outcome('duplicate-rows', [], looked, words('No test row has a twin in training.', '没有测试行在训练集中重复出现。'));
  const effect = y && testScore ? effectOf(Float64Array.from(test, (i) => y[i]!), testScore, twin) : null;
  const drops = effect !== null && effect.all - effect.without >= Math.max(SEVERE_DROP, SEVERE_SPREADS * effect.spread);
  const severity = share < WARNING_SHARE || share > BY_NATURE_SHARE ? 'info' : drops ? 'severe' : 'warning';
  const finding: LeakFinding = {
    key: 'duplicate-rows:*', check: 'duplicate-rows', severity, column: null,
    message: effect === null
      ? words(`${count(twins)} test rows (${percent(share)}) have an exact twin in training.`, `${count(twins)} 行测试数据（${percent(share)}）与训练数据完全相同。`)
      : words(`${count(twins)} test rows (${percent(share)}) have an exact twin in training. The AUC is ${effect.all.toFixed(4)} with them and ${effect.without.toFixed(4)} without.`, `${count(twins)} 行测试数据（${percent(share)}）与训练数据完全相同。包含它们时 AUC 为 ${effect.all.toFixed(4)}，去除后为 ${effect.without.toFixed(4)}。`),
    why: words('A model that remembers is right about a row it has seen.', '记忆力强的模型自然能答对见过的行。'),
    fix: words('Remove exact duplicates from the data when they are copies; rows that are alike by nature (empty visits) may stay.', '若为重复拷贝请删除；天然相同的行（如空访问）可保留。'),
    evidence: { rows: twins, share: Number(share.toFixed(4)), auc: effect?.all ?? null, aucWithout: effect?.without ?? null },
  };
  return outcome('duplicate-rows', [finding], looked, words('All inputs and the target, compared whole.', '比较全部输入与目标。'));
}

/** The metric with and without the twins; null where it cannot be told. */
function effectOf(labels: Float64Array, score: Float64Array, twin: Uint8Array): { all: number; without: number; spread: number } | null {
  const all = rankAuc(score, labels);
  const without = rankAuc(score.map((v, k) => (twin[k] ? NaN : v)), labels);
  let positives = 0;
  let negatives = 0;
  for (let k = 0; k < labels.length; k++) if (!twin[k]) {
    if (labels[k] === 1) positives++;
    else negatives++;
  }
  return all === null || without === null ? null : { all, without, spread: chanceSpread(positives, negatives) };
}

/** Rows that have a time, divided by chance. */
export function splitOrder({ roles, split, table, train, test }: LeakInput): CheckOutcome {
  const time = Object.keys(roles).find((n) => roles[n] === 'time');
  const column = time === undefined ? undefined : columnNamed(table, time);
  if (!column) return skipped('split-order', words('No column has the role time.', '没有时间列。'));
  const looked = { rows: train.length + test.length, columns: 1 };
  if (split !== 'random') return outcome('split-order', [], looked, words(`The split respects ${column.name}, or keeps groups together.`, `划分遵循 ${column.name} 或按组划分。`));
  const finding: LeakFinding = {
    key: `split-order:${column.name}`, check: 'split-order', severity: 'warning', column: column.name,
    message: words(`Rows have a time (${column.name}) and were divided by chance.`, `数据含时间列（${column.name}），却被随机划分。`),
    why: words('The model trains on days after those it is judged on: seasons and prices of the future teach the past.', '模型用较晚的日期训练、却在较早的日期上评估：未来的季节与价格泄漏给过去。'),
    fix: words('Split by time.', '请按时间划分。'), evidence: {},
  };
  return outcome('split-order', [finding], looked, words('How the rows were divided.', '检查划分方式。'));
}

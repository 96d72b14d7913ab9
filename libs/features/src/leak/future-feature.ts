import type { LeakFinding } from '@bellwether/contracts';
import { futureColumns } from '../view/future-columns';
import { knownReason } from './known-columns';
import { count, outcome, words, type CheckOutcome, type LeakInput } from './leak-input';

/**
 * Inputs known only later: dates after the moment of their own row, features that say so themselves, and, as a hint, names that are known for it.
 * @param declared features with a moment of being known that lies after the prediction, as their definition says
 */
export function futureFeature(input: LeakInput, declared: readonly { column: string; reason: string }[]): CheckOutcome {
  const seen = Object.fromEntries(Object.entries(input.roles).map(([name, role]) => [name, role === 'numeric' || role === 'category' ? (input.inputs.includes(name) ? role : 'ignored') : role])) as LeakInput['roles'];
  const findings: LeakFinding[] = [
    ...futureColumns(input.table, seen).map(({ column, timeColumn, rows }): LeakFinding => ({
      key: `future-feature:${column}`, check: 'future-feature', severity: 'severe', column,
      message: words(`${column} lies after ${timeColumn} in ${count(rows)} of ${count(input.table.rows)} rows.`, `${column} 在 ${count(input.table.rows)} 行中有 ${count(rows)} 行晚于 ${timeColumn}。`),
      why: words('At the moment of the prediction it is not known yet.', '在预测时刻尚不可知。'),
      fix: words(`Leave ${column} out.`, `请排除 ${column}。`), evidence: { rows, timeColumn },
    })),
    ...declared.map(({ column, reason }): LeakFinding => ({
      key: `future-feature:${column}`, check: 'future-feature', severity: 'severe', column,
      message: words(`${column} is known only after the prediction: ${reason}.`, `${column} 在预测之后才可知：${reason}。`),
      why: words('Its definition says when it becomes available.', '其定义说明了可用时间。'), fix: words(`Leave ${column} out, or shorten its window.`, `请排除 ${column}，或缩短其窗口。`), evidence: {},
    })),
  ];
  for (const column of input.inputs) {
    const why = knownReason(column);
    if (why && !findings.some((f) => f.column === column))
      findings.push({
        key: `future-feature:${column}`, check: 'future-feature', severity: 'info', column,
        message: words(`${column} is a name that often belongs to something known later.`, `名为 ${column} 的列往往在之后才可知。`), why,
        fix: words('Find out when it is written.', '请查清其写入时间。'), evidence: {},
      });
  }
  const time = Object.keys(input.roles).find((name) => input.roles[name] === 'time');
  const note = time ? words(`Dates among the inputs against ${time}, what features declare, and names.`, `将输入中的日期与 ${time} 比较，并检查特征声明与列名。`) : words('No column has the role time: only what features declare, and names.', '没有时间列：仅检查特征声明与列名。');
  return outcome('future-feature', findings, { rows: input.table.rows, columns: input.inputs.length }, note);
}

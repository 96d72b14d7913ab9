import { LEAK_CHECKS, type LeakFinding, type LeakReport, type LeakSeverity } from '@bellwether/contracts';
import { disguisedId, disguisedText } from './disguise';
import { futureFeature } from './future-feature';
import { sampleOf, skipped, words, type CheckOutcome, type LeakInput } from './leak-input';
import { pureCells } from './pure-cells';
import { shuffledLabel } from './shuffled-label';
import { measureAlone, singleFeature } from './single-feature';
import { duplicateRows, entityOverlap, splitOrder } from './split-leaks';

export type AttackOptions = {
  /** what the protocol scored on shuffled labels; null: there is no control */
  control: { y: Float64Array; score: Float64Array } | null;
  /** features whose definition says that they are known later */
  declaredFuture?: readonly { column: string; reason: string }[];
  /** what compiling the task found by recomputing it: the shift test and the late backfill */
  fromTask?: readonly CheckOutcome[];
};

const WEIGHT: Record<LeakSeverity, number> = { severe: 0, warning: 1, info: 2 };

/** A hint about a column that is an alarm already says nothing new. */
const withoutRepeats = (findings: LeakFinding[]): LeakFinding[] => findings.filter((f) => f.severity !== 'info' || !findings.some((o) => o.severity === 'severe' && o.column !== null && o.column === f.column));

/**
 * Every attack on a training table that needs no more than the table, its split and the scores. Pure.
 * Cost: single columns and cells on a sample of at most 50,000 training rows, words on 20,000; entities and duplicates on all rows.
 */
export function attackTable(input: LeakInput, options: AttackOptions): LeakReport {
  const began = performance.now();
  const labelled = input.y ? input.train.filter((i) => !Number.isNaN(input.y![i]!)) : input.train;
  const rows = sampleOf(labelled);
  const y = input.y ? Float64Array.from(rows, (i) => input.y![i]!) : new Float64Array(0);
  const alone = input.y ? measureAlone(input, rows, y) : [];
  const outcomes: CheckOutcome[] = [
    singleFeature(input, alone, rows.length), pureCells(input, alone, rows, y), futureFeature(input, options.declaredFuture ?? []), entityOverlap(input), duplicateRows(input),
    disguisedId(input, rows, y), disguisedText(input, rows, y), shuffledLabel(options.control), splitOrder(input), ...(options.fromTask ?? []),
  ];
  for (const check of LEAK_CHECKS)
    if (!outcomes.some((o) => o.result.check === check)) outcomes.push(skipped(check, words('The table was not compiled from a prediction task: there is nothing to compute again.', '该表不是由预测任务生成：无法重新计算。')));
  return {
    version: 1,
    checks: outcomes.map((o) => o.result).sort((a, b) => LEAK_CHECKS.indexOf(a.check) - LEAK_CHECKS.indexOf(b.check)),
    findings: withoutRepeats(outcomes.flatMap((o) => o.findings)).sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]),
    rows: { train: input.train.length, test: input.test.length, sampled: rows.length },
    seconds: (performance.now() - began) / 1000,
  };
}

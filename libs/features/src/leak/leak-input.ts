import type { ColumnRoles, LeakCheck, LeakCheckResult, LeakFinding, Localized } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '../table';

/** A training table as a run used it. */
export type LeakInput = {
  table: ColumnTable;
  roles: ColumnRoles;
  /** columns the model sees */
  inputs: readonly string[];
  /** 1, 0, NaN where missing; of a number, whether it lies above the usual; null: there is no target of a row @shape [rows] */
  y: Float64Array | null;
  targetColumn: string | null;
  /** AUC at which one column alone is an alarm; left out: that of yes/no behaviour */
  alarm?: number;
  /** positions in the table */
  train: Int32Array;
  test: Int32Array;
  /** what the model said of the test rows, in their order; null: not a score */
  testScore: Float64Array | null;
  /** how the rows were divided; unknown: the family does not say */
  split: 'time' | 'group' | 'random' | 'unknown';
};

/** What one check answers: its line of the report, and what it found. */
export type CheckOutcome = { result: LeakCheckResult; findings: LeakFinding[] };

/** Rows of the training part that the dearer checks look at. More would not change a verdict: an AUC of 0.85 is known to 0.005 by then. */
export const SAMPLE_ROWS = 50_000;

/** An even draw from ascending positions, the same every time. */
export function sampleOf(rows: Int32Array, most = SAMPLE_ROWS): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
}

export const columnNamed = (table: ColumnTable, name: string): TableColumn | undefined => table.columns.find((c) => c.name === name);

export const words = (en: string, zh: string): Localized => ({ en, zh });

export const outcome = (check: LeakCheck, findings: LeakFinding[], looked: { rows: number; columns: number }, note: Localized): CheckOutcome => ({ findings, result: { check, state: findings.some((f) => f.severity !== 'info') ? 'found' : 'passed', ...looked, note } });

export const skipped = (check: LeakCheck, note: Localized): CheckOutcome => ({ findings: [], result: { check, state: 'skipped', rows: 0, columns: 0, note } });

export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
export const count = (n: number): string => n.toLocaleString('en');

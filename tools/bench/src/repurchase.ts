import { rmSync } from 'node:fs';
import type { BenchRow, Suite } from './bench-row';
import { publicFile } from './public-data';
import { runCohort } from './repurchase-cohort';
import { cdnow, COMPLETE_JOURNEY, readLog } from './repurchase-logs';
import { runRolling } from './repurchase-rolling';

/** Repeat buying from raw logs: the product reads and maps them, builds the table, attacks it and trains on it. */
export const run: Suite = async (options) => {
  const rows: BenchRow[] = [];
  const wanted = (name: string): boolean => options.only === null || name.includes(options.only);
  const file = wanted('CDNOW, 39 weeks') || wanted('CDNOW, 30 days') ? publicFile(options, 'cdnow_transactions.csv.gz') : null;
  if (file !== null) {
    const log = await readLog(cdnow(file));
    if (wanted('CDNOW, 39 weeks')) rows.push(...(await runCohort(log, options)));
    if (wanted('CDNOW, 30 days')) rows.push(...(await runRolling(log, 'CDNOW', options)));
    rmSync(log.home, { recursive: true, force: true });
  }
  if (wanted('Complete Journey, 30 days')) {
    const log = await readLog(COMPLETE_JOURNEY);
    rows.push(...(await runRolling(log, 'Complete Journey', options)));
    rmSync(log.home, { recursive: true, force: true });
  }
  return rows;
};

import type { SuiteOptions, BenchRow, Suite } from './bench-row';
import { lookupInProcess } from './data-features';
import { ingestCsv } from './data-ingest-csv';
import { lookupOverHttp } from './data-lookup-http';
import { ingestHttp } from './data-ingest-http';
import { trainingTable } from './data-table';

/** Cases by name: one is run alone with --only. */
const CASES: Record<string, (options: SuiteOptions) => Promise<BenchRow[]>> = { 'ingest-csv': ingestCsv, 'ingest-http': ingestHttp, table: trainingTable, 'lookup-process': lookupInProcess, 'lookup-http': lookupOverHttp };

/** From raw events to tables. */
export const run: Suite = async (options) => {
  const rows: BenchRow[] = [];
  for (const [name, measure] of Object.entries(CASES)) if (options.only === null || name.includes(options.only)) rows.push(...(await measure(options)));
  return rows;
};

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EventTables } from '@bellwether/contracts';
import { DuckSession, runTask } from '@bellwether/features';
import { shopOfSize } from '@bellwether/simulator';
import type { BenchRow, SuiteOptions } from './bench-row';
import { withShop, type BenchShop } from './bench-shop';
import { pythonPeer } from './python-peer';
import { tableFeatures, tableTask } from './data-table-features';

/** Events of the simulated shop; the bars are set at ten million (`BELLWETHER_BENCH_EVENTS=10000000`). */
const EVENTS = Number(process.env.BELLWETHER_BENCH_EVENTS ?? 1_000_000);
/** pandas on one core and all in memory: not asked beyond this many events. */
const MOST_FOR_PANDAS = 20_000_000;
const MOST_FOR_POLARS = 20_000_000;
const THREADS = 2;
/** Of DuckDB; what is more goes to disk. The whole process stays below the bar. @unit MiB */
const MEMORY_MB = EVENTS > MOST_FOR_POLARS ? 5120 : 2560;
const MEMORY_BAR_GIB = EVENTS > MOST_FOR_POLARS ? 8 : 4;
/** Values of ours and of a peer are equal when they differ by less than this, or by this share. */
const TOLERANCE = 1e-6;

/** pandas twice: as its guide writes it, and after somebody who knows it well has made it fast by hand. */
const PEERS = [['polars', 'table_polars.py', MOST_FOR_POLARS, 1], ['pandas', 'table_pandas_plain.py', MOST_FOR_PANDAS, 10], ['hand-tuned pandas', 'table_pandas.py', MOST_FOR_PANDAS, null]] as const;

type PeerAnswer = { seconds: number; load: number; rows: number; version: string; peakRssBytes: number };
type Made = { tablePath: string; seconds: number; peakRssBytes: number; rows: number; snapshots: { cutoff: string; labelEnd: string; part: string }[] };

/** A table of 30 features at month ends, nothing in the cache, in the product's own child process; then the same in pandas and polars from the same files, compared value by value. */
export const trainingTable = ({ log }: SuiteOptions): Promise<BenchRow[]> =>
  withShop(shopOfSize(EVENTS, { days: 365 }), log, async (shop) => {
    const ours = await makeTable(shop);
    log(`data: ${ours.rows} rows of ${tableFeatures.features.length} features in ${ours.seconds.toFixed(1)} s`);
    const common = { suite: 'data', case: `training table, ${tableFeatures.features.length} features, monthly`, subject: `${(shop.rows / 1e6).toFixed(1)} M events` };
    const rows: BenchRow[] = [
      { ...common, metric: 'seconds', value: ours.seconds, unit: 's' },
      { ...common, metric: 'rows made', value: ours.rows, unit: 'rows' },
      { ...common, metric: 'an event', value: (ours.seconds / shop.rows) * 1e6, unit: 'µs' },
      { ...common, metric: 'peak memory', value: ours.peakRssBytes / 1024 ** 3, unit: 'GiB', bar: { at: MEMORY_BAR_GIB, must: 'stay-below' } },
    ];
    for (const [name, script, most, bar] of PEERS) {
      if (shop.rows > most) continue;
      const out = path.join(shop.home, `${name}.parquet`);
      const answer = await pythonPeer<PeerAnswer>(script, [writeJob(shop, ours, out)], log);
      if (!answer) continue;
      const peer = `${name} ${answer.version}, ${THREADS} threads`;
      const same = await compared(shop.home, ours.tablePath, out);
      log(`data: ${peer}: ${answer.seconds.toFixed(1)} s (reading ${answer.load.toFixed(1)} s), ${(answer.peakRssBytes / 1024 ** 3).toFixed(2)} GiB; ${same.cells} cells compared, ${same.different} differ${same.by.length ? `: ${same.by.join(', ')}` : ''}`);
      rows.push(
        { ...common, metric: `times as fast as ${name}`, value: answer.seconds / ours.seconds, unit: '', peer, ratio: answer.seconds / ours.seconds, ...(bar === null ? {} : { bar: { at: bar, must: 'reach' } as const }) },
        { ...common, metric: `cells unlike ${name}'s, of ${same.cells}`, value: same.different, unit: 'cells', bar: { at: 0, must: 'stay-below' } },
        { ...common, metric: `peak memory of ${name}`, value: answer.peakRssBytes / 1024 ** 3, unit: 'GiB' },
      );
    }
    return rows;
  });

async function makeTable({ tables, home }: BenchShop): Promise<Made> {
  const made = await runTask({ kind: 'table-build', task: tableTask, features: tableFeatures, tables, outDir: path.join(home, 'out'), cacheDir: null, report: false }, { limits: { memoryMb: MEMORY_MB, threads: THREADS, seconds: 3600 }, workRoot: home });
  return { tablePath: made.tablePath, seconds: made.report.seconds, peakRssBytes: made.report.peakRssBytes ?? 0, rows: made.rowCount, snapshots: made.report.snapshots.map(({ cutoff, labelEnd, part }) => ({ cutoff, labelEnd, part })) };
}

function writeJob({ tables, home }: { tables: EventTables; home: string }, { snapshots }: Made, out: string): string {
  const job = path.join(home, 'job.json');
  writeFileSync(job, JSON.stringify({ files: tables.files, superseded: tables.supersededFile, snapshots, out, threads: THREADS }));
  return job;
}

/** Every cell of ours against the peer's row of the same customer and moment; a row that only one of them has differs in all. */
async function compared(home: string, ours: string, theirs: string): Promise<{ cells: number; different: number; by: string[] }> {
  const session = await DuckSession.open({ folders: [home], files: [], memoryMb: 2048, threads: THREADS, spill: path.join(home, 'spill') });
  const names = tableFeatures.features.map((f) => f.name);
  const unlike = (name: string): string => `count(*) FILTER (WHERE a.customer_id IS NULL OR b.customer_id IS NULL OR (a."${name}" IS NULL) <> (b."${name}" IS NULL) OR abs(a."${name}"::DOUBLE - b."${name}"::DOUBLE) > ${TOLERANCE} * greatest(1, abs(a."${name}"::DOUBLE))) AS "${name}"`;
  const counts = await session.one<Record<string, number>>(`SELECT count(*) AS rows_, ${[...names, 'target'].map(unlike).join(', ')} FROM (SELECT * REPLACE (target::INT AS target) FROM read_parquet('${ours}')) a FULL JOIN (SELECT * REPLACE (target::INT AS target) FROM read_parquet('${theirs}')) b ON a.customer_id = b.customer_id AND a.cutoff = b.cutoff`);
  session.close();
  const by = [...names, 'target'].filter((n) => counts[n]! > 0);
  return { cells: counts.rows_! * (names.length + 1), different: by.reduce((sum, n) => sum + counts[n]!, 0), by: by.map((n) => `${n} ${counts[n]!}`) };
}

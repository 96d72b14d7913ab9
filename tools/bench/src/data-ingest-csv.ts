import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { eventMappingSchema, eventRulesSchema } from '@bellwether/contracts';
import { DuckSession, runTask } from '@bellwether/features';
import type { BenchRow, SuiteOptions } from './bench-row';

/** A gigabyte; of less, the start of the child process is what is measured. */
const ROWS = Number(process.env.BELLWETHER_BENCH_LINES ?? 15_000_000);
/** Of the batch. DuckDB alone gets enough for the whole table to stay in memory. @unit MiB */
const MEMORY_MB = 2048;
const BARE_MEMORY_MB = 8192;
const ROUNDS = 3;
const THREADS = 2;
const HEADER = 'order_id,line,customer_id,sku,quantity,unit_price,discount,ordered_at,channel';

/** Order lines as a shop exports them. */
async function writeOrders(file: string): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${HEADER}\n`);
  const from = Date.UTC(2025, 0, 1);
  for (let n = 0; n < ROWS; ) {
    let text = '';
    for (const end = Math.min(ROWS, n + 20_000); n < end; n++) text += `o${n >> 1},${(n & 1) + 1},c${(n * 7919) % 200_003},sku-${(n * 104_729) % 20_011},${1 + (n % 4)},${((n * 37) % 20_000) / 100},${n % 5 === 0 ? 1.5 : ''},${new Date(from + n * 10_000).toISOString().slice(0, 19).replace('T', ' ')},${n % 3 ? 'web' : 'app'}\n`;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

const mapping = eventMappingSchema.parse({
  rows: [{
    kind: 'order_line', knownTime: { from: 'event' },
    fields: { orderId: { column: 'order_id' }, line: { column: 'line' }, customerId: { column: 'customer_id' }, productId: { column: 'sku' }, quantity: { column: 'quantity' }, unitPrice: { column: 'unit_price' }, discount: { column: 'discount' }, eventTime: { column: 'ordered_at' }, channel: { column: 'channel' } },
  }],
});

/** Seconds: of the wall, and of the processors (which others' work on the machine disturbs less); null where it cannot be told. */
type Spent = { wall: number; cpu: number | null };
const best = (times: Spent[]): number => Math.min(...times.map((t) => t.wall));
const leastCpu = (times: Spent[]): number | null => (times.some((t) => t.cpu === null) ? null : Math.min(...times.map((t) => t.cpu!)));

/** A file of order lines as a batch (mapping, rules, duplicates, Parquet, in the limited child process) beside DuckDB alone that reads the same file into a table in memory, and DuckDB that copies it into Parquet without looking at it. Best of three each, in turn. */
export async function ingestCsv({ log }: SuiteOptions): Promise<BenchRow[]> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-bench-csv-'));
  try {
    const file = path.join(home, 'orders.csv');
    log(`data: writing ${ROWS} order lines`);
    await writeOrders(file);
    const [bare, copied, ours]: [Spent[], Spent[], Spent[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await timed(home, `CREATE TABLE t AS SELECT * FROM read_csv('${file}')`));
      copied.push(await timed(home, `COPY (SELECT * FROM read_csv('${file}')) TO '${path.join(home, 'bare.parquet')}' (FORMAT parquet, COMPRESSION zstd)`));
      ours.push(await ingest(file, path.join(home, `out-${round}`)));
      log(`data: round ${round + 1}: DuckDB into a table ${said(bare)}, into Parquet ${said(copied)}, batch ${said(ours)}`);
    }
    const common = { suite: 'data', case: `ingest-csv, ${ROWS / 1e6} M order lines`, subject: 'a batch into Parquet' };
    return [
      { ...common, metric: 'time', value: best(ours), unit: 's', peer: 'DuckDB, read_csv into a table', ratio: best(bare) / best(ours) },
      { ...common, subject: 'DuckDB alone', metric: 'into a table', value: best(bare), unit: 's' },
      { ...common, subject: 'DuckDB alone', metric: 'into Parquet', value: best(copied), unit: 's' },
      { ...common, metric: 'share of the bare read\'s speed', value: best(bare) / best(ours), unit: '', bar: { at: 0.8, must: 'reach' } },
      { ...common, metric: 'share of the bare speed into Parquet', value: best(copied) / best(ours), unit: '' },
      ...shareOfCpu(bare, ours).map((value) => ({ ...common, metric: 'share of the bare read, processor time', value, unit: '' })),
      ...shareOfCpu(copied, ours).map((value) => ({ ...common, metric: 'share of bare Parquet, processor time', value, unit: '' })),
      { ...common, metric: 'rows a second', value: ROWS / best(ours), unit: 'rows/s' },
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const said = (times: Spent[]): string => `${times.at(-1)!.wall.toFixed(2)} s (processors ${times.at(-1)!.cpu?.toFixed(2) ?? '?'} s)`;

function shareOfCpu(theirs: Spent[], ours: Spent[]): number[] {
  const [a, b] = [leastCpu(theirs), leastCpu(ours)];
  return a === null || b === null ? [] : [a / b];
}

/** What children that have ended took of the processors, their start included; Linux alone says so. @unit s */
function childrenCpu(): number | null {
  if (!existsSync('/proc/self/stat')) return null;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function timed(home: string, sql: string): Promise<Spent> {
  const session = await DuckSession.open({ folders: [home], files: [], memoryMb: BARE_MEMORY_MB, threads: THREADS, spill: path.join(home, 'spill') });
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await session.run(sql);
  const { user, system } = process.cpuUsage(cpu);
  const wall = (performance.now() - began) / 1000;
  session.close();
  return { wall, cpu: (user + system) / 1e6 };
}

async function ingest(file: string, outDir: string): Promise<Spent> {
  const [began, before] = [performance.now(), childrenCpu()];
  const made = await runTask({ kind: 'events', files: [{ file, fileName: 'orders.csv' }], mapping, rules: eventRulesSchema.parse({}), currency: 'USD', arrival: '2027-01-01T00:00:00Z', sourceId: 'bench', existing: null, outDir }, { limits: { memoryMb: MEMORY_MB, threads: THREADS, seconds: 600 } });
  if (made.counts.accepted.order_line !== ROWS) throw new Error(`expected ${ROWS} rows, ${JSON.stringify(made.counts)} came out`);
  const wall = (performance.now() - began) / 1000;
  // the child is ended when its answer is there, and is counted when it has ended
  for (let k = 0; before !== null && childrenCpu() === before && k < 100; k++) await wait(50);
  return { wall, cpu: before === null ? null : childrenCpu()! - before };
}

import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { eventMappingSchema, eventRulesSchema } from '@bellwether/contracts';
import { DuckSession, runTask } from '@bellwether/features';
import type { BenchRow, SuiteOptions } from './bench-row';

/** 3 M lines are a fifth of a gigabyte. */
const ROWS = Number(process.env.BELLWETHER_BENCH_LINES ?? 3_000_000);
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

const best = (times: number[]): number => Math.min(...times);

/** A file of order lines as a batch (mapping, rules, duplicates, Parquet, in the limited child process) beside DuckDB alone that reads the same file into a table. Best of three each, in turn. */
export async function ingestCsv({ log }: SuiteOptions): Promise<BenchRow[]> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-bench-csv-'));
  try {
    const file = path.join(home, 'orders.csv');
    log(`data: writing ${ROWS} order lines`);
    await writeOrders(file);
    const [bare, copied, ours]: number[][] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      bare!.push(await timed(home, `CREATE TABLE t AS SELECT * FROM read_csv('${file}')`));
      copied!.push(await timed(home, `COPY (SELECT * FROM read_csv('${file}')) TO '${path.join(home, 'bare.parquet')}' (FORMAT parquet, COMPRESSION zstd)`));
      ours!.push(await ingest(file, path.join(home, `out-${round}`)));
      log(`data: round ${round + 1}: DuckDB into a table ${bare!.at(-1)!.toFixed(2)} s, into Parquet ${copied!.at(-1)!.toFixed(2)} s, batch ${ours!.at(-1)!.toFixed(2)} s`);
    }
    const common = { suite: 'data', case: `ingest-csv, ${ROWS / 1e6} M order lines`, subject: 'a batch into Parquet' };
    return [
      { ...common, metric: 'time', value: best(ours!), unit: 's', peer: 'DuckDB, read_csv into a table', ratio: best(bare!) / best(ours!) },
      { ...common, metric: 'share of the bare read\'s speed', value: best(bare!) / best(ours!), unit: '', bar: { at: 0.8, must: 'reach' } },
      { ...common, metric: 'share of the bare speed into Parquet', value: best(copied!) / best(ours!), unit: '' },
      { ...common, metric: 'rows a second', value: ROWS / best(ours!), unit: 'rows/s' },
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function timed(home: string, sql: string): Promise<number> {
  const session = await DuckSession.open({ folders: [home], files: [], memoryMb: 2048, threads: THREADS, spill: path.join(home, 'spill') });
  const began = performance.now();
  await session.run(sql);
  const seconds = (performance.now() - began) / 1000;
  session.close();
  return seconds;
}

async function ingest(file: string, outDir: string): Promise<number> {
  const began = performance.now();
  const made = await runTask({ kind: 'events', files: [{ file, fileName: 'orders.csv' }], mapping, rules: eventRulesSchema.parse({}), currency: 'USD', arrival: '2027-01-01T00:00:00Z', sourceId: 'bench', existing: null, outDir }, { limits: { memoryMb: 2048, threads: THREADS, seconds: 600 } });
  if (made.counts.accepted.order_line !== ROWS) throw new Error(`expected ${ROWS} rows, ${JSON.stringify(made.counts)} came out`);
  return (performance.now() - began) / 1000;
}

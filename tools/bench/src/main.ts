import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { passes, type BenchRow, type Suite } from './bench-row';
import { printRows } from './print-rows';

/** Loaded when asked for: one suite must not pay for another's libraries. */
const SUITES: Record<string, () => Promise<{ run: Suite }>> = {
  propensity: () => import('./propensity'),
  tabular: () => import('./tabular'),
  engine: () => import('./engine'),
  gbdt: () => import('./gbdt'),
  serving: () => import('./serving'),
  data: () => import('./data'),
  http: () => import('./serving-http'),
  repurchase: () => import('./repurchase'),
  forecast: () => import('./forecast'),
  recommend: () => import('./recommend'),
  ledger: () => import('./ledger'),
  value: () => import('./value'),
};

const USAGE = `usage: npm run bench -- <suite...> [--json <file>] [--sample <file>] [--data <folder of public data sets>] [--engine <name>] [--only <part of a case's name>]\nsuites: ${Object.keys(SUITES).join(', ')}`;

const SAMPLE = fileURLToPath(new URL('../../../samples/online-shoppers/online_shoppers_intention.csv.gz', import.meta.url));

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' }, sample: { type: 'string', default: SAMPLE }, engine: { type: 'string' }, data: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean', default: false } } });
  const unknown = positionals.filter((name) => SUITES[name] === undefined);
  if (values.help || positionals.length === 0 || unknown.length > 0) {
    if (unknown.length > 0) console.error(`expected a suite, received ${unknown.join(', ')}`);
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  if (!existsSync(values.sample)) {
    console.error(`the sample ${values.sample} is not there: pass its path with --sample`);
    return 2;
  }
  const rows: BenchRow[] = [];
  for (const name of positionals) rows.push(...(await (await SUITES[name]!()).run({ sample: values.sample, engine: values.engine ?? null, data: values.data ?? process.env.BELLWETHER_BENCH_DATA ?? null, only: values.only ?? null, log: (line) => console.error(line) })));
  printRows(rows, (line) => console.log(line));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  const missed = rows.filter((row) => passes(row) === false);
  if (missed.length > 0) console.error(`${missed.length} of ${rows.filter((row) => row.bar !== undefined).length} bars are missed`);
  return missed.length > 0 ? 1 : 0;
}

process.exitCode = await main();

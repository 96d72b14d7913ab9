import type { BenchRow, Suite, SuiteOptions } from './bench-row';
import { banditRows } from './recommend-bandit';
import { beautyRows } from './recommend-beauty';
import { epochRows } from './recommend-epoch';
import { listRows } from './recommend-http';
import { sessionRows } from './recommend-sessions';

const CASES: [name: string, run: (options: SuiteOptions) => Promise<BenchRow[]>][] = [
  ['Open Bandit', banditRows], ['epoch', epochRows], ['http', listRows], ['Beauty u[:-2]', (options) => beautyRows('before-validation', options)], ['Beauty u[:-1]', (options) => beautyRows('with-validation', options)], ['Diginetica, simple members', (options) => sessionRows(false, options)], ['Diginetica, with the network', (options) => sessionRows(true, options)],
];

/** Recommendation: accuracy under published protocols, off-policy estimates against what happened, training against PyTorch, lists over HTTP. */
export const run: Suite = async (options) => {
  const rows: BenchRow[] = [];
  for (const [name, make] of CASES) if (options.only === null || name.includes(options.only)) rows.push(...(await make(options)));
  return rows;
};

import { familyRegistry } from '@bellwether/tasks';
import type { BenchRow, Suite } from './bench-row';
import { readOnlineShoppers } from './online-shoppers';

const FOLDS = 3;
/** Intervals and importance are not what is measured here. */
const LEAN = { bootstrapReplicates: 0, importanceRepeats: 0, checkpointSeconds: 3600 };

type Case = { case: string; subject: string; params: Record<string, unknown>; exclude?: string[]; bars?: Partial<Record<string, BenchRow['bar']>> };

const reach = (at: number): BenchRow['bar'] => ({ at, must: 'reach' });
const below = (at: number): BenchRow['bar'] => ({ at, must: 'stay-below' });

/** The 3-fold hash split of the quality page, all 17 inputs and without PageValues, which knows of transactions. */
const CASES: readonly Case[] = [
  { case: '17 features', subject: 'logistic', params: presetParams('logistic'), bars: { auc: reach(0.905) } },
  { case: '17 features', subject: 'mlp', params: presetParams('mlp'), bars: { auc: reach(0.915), seconds: below(40) } },
  { case: '17 features', subject: 'gbdt', params: presetParams('gbdt') },
  { case: 'no PageValues', subject: 'logistic', params: presetParams('logistic'), exclude: ['PageValues'] },
  { case: 'no PageValues', subject: 'mlp', params: presetParams('mlp'), exclude: ['PageValues'], bars: { auc: reach(0.755) } },
  { case: 'no PageValues', subject: 'gbdt', params: presetParams('gbdt'), exclude: ['PageValues'] },
];

function presetParams(id: string): Record<string, unknown> {
  return familyRegistry.get('propensity').presets.find((preset) => preset.id === id)!.params;
}

const MEASURED = ['auc', 'ap', 'log_loss', 'brier'] as const;

/** Mean over the test folds, through the family's own training. */
export const run: Suite = async ({ sample, engine, log }) => {
  const family = familyRegistry.get('propensity');
  const { table, roles } = readOnlineShoppers(sample);
  const rows: BenchRow[] = [];
  for (const { case: name, subject, params, exclude = [], bars = {} } of CASES) {
    const folds: Record<string, number>[] = [];
    for (let fold = 0; fold < FOLDS; fold++) {
      const started = performance.now();
      const model = await family.train({
        table, roles, seed: 1, engine, signal: new AbortController().signal,
        params: family.params.parse({ ...params, ...LEAN, view: { exclude }, split: { method: 'hash-fold', folds: FOLDS, fold } }),
        loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => {}, metric: () => {}, log: () => {},
      });
      folds.push({ ...Object.fromEntries(MEASURED.map((key) => [key, model.metrics[key]!.value!])), seconds: (performance.now() - started) / 1000 });
      log(`propensity: ${name}, ${subject}, fold ${fold + 1}/${FOLDS}: AUC ${folds.at(-1)!['auc']!.toFixed(4)} in ${folds.at(-1)!['seconds']!.toFixed(1)} s on ${model.engine.name}`);
    }
    for (const metric of [...MEASURED, 'seconds']) {
      const bar = bars[metric];
      rows.push({ suite: 'propensity', case: name, subject, metric, value: folds.reduce((sum, f) => sum + f[metric]!, 0) / FOLDS, unit: metric === 'seconds' ? 's/fold' : '', ...(bar === undefined ? {} : { bar }) });
    }
  }
  return rows;
};

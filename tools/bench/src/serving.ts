import { familyRegistry } from '@bellwether/tasks';
import { percentile } from './at-rate';
import type { BenchRow, Suite } from './bench-row';
import { readOnlineShoppers } from './online-shoppers';

const CALLS = 5000;
const WARM = 500;
const PRESETS = ['logistic', 'mlp', 'gbdt'];

/** A trained model as it is served in process: the whole way from a row of names and values to a score with its warnings. */
export const run: Suite = async ({ sample, engine, log }) => {
  const family = familyRegistry.get('propensity');
  const data = readOnlineShoppers(sample);
  const rows: BenchRow[] = [];
  for (const preset of PRESETS) {
    const params = family.params.parse({ ...family.presets.find((p) => p.id === preset)!.params, bootstrapReplicates: 0, importanceRepeats: 0 });
    const model = await family.train({ ...data, params, seed: 1, engine, signal: new AbortController().signal, loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => {}, metric: () => {}, log: () => {} });
    const predictor = await family.load(model.artifact);
    const row = Object.fromEntries(predictor.signature.inputs.map((i) => [i.name, i.example]));
    const times: number[] = [];
    for (let call = 0; call < WARM + CALLS; call++) {
      const started = performance.now();
      await predictor.predictRows([row]);
      if (call >= WARM) times.push((performance.now() - started) * 1000);
    }
    times.sort((a, b) => a - b);
    let best = 0;
    for (let round = 0; round < 10; round++) {
      const started = performance.now();
      await predictor.predictTable(data.table);
      best = Math.max(best, data.table.rows / ((performance.now() - started) / 1000));
    }
    predictor.dispose();
    const common = { suite: 'serving', case: 'in process, from named values', subject: preset };
    log(`serving: ${preset}: p50 ${percentile(times, 0.5).toFixed(1)} µs, ${Math.round(best)} rows/s`);
    rows.push(
      { ...common, metric: 'one row p50', value: percentile(times, 0.5), unit: 'µs', bar: { at: 100, must: 'stay-below' } },
      { ...common, metric: 'one row p99', value: percentile(times, 0.99), unit: 'µs' },
      { ...common, metric: 'batch', value: best, unit: 'rows/s', ...(preset === 'mlp' ? { bar: { at: 300_000, must: 'reach' as const } } : {}) },
    );
  }
  return rows;
};

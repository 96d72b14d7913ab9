import { AppError, type ColumnRoles, type PairedDifference } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { calibrationSlope } from '@bellwether/metrics';
import { familyRegistry, type EvaluationRows } from '@bellwether/tasks';
import type { SuiteOptions } from './bench-row';

export type Data = { table: ColumnTable; roles: ColumnRoles };
export type Trained = { subject: string; evaluation: EvaluationRows; metrics: Record<'auc' | 'ap' | 'log_loss', number>; slope: number | null; seconds: number };

const LEAN = { bootstrapReplicates: 0, importanceRepeats: 0, checkpointSeconds: 3600 };

/** Trains the product's propensity family on a table, as a run would. @param only the inputs it may see; all of them when left out */
export async function trainOn(data: Data, preset: string, split: Record<string, unknown>, options: SuiteOptions, only?: readonly string[], subject = preset): Promise<Trained> {
  const family = familyRegistry.get('propensity');
  const found = family.presets.find((p) => p.id === preset);
  if (!found) throw new AppError({ code: 'NOT_FOUND', message: `expected a preset of ${family.id}, received ${preset}`, fix: 'choose one of its presets' });
  const exclude = only ? Object.keys(data.roles).filter((name) => (data.roles[name] === 'numeric' || data.roles[name] === 'category') && !only.includes(name)) : [];
  const began = performance.now();
  const { evaluation, metrics } = await family.train({
    ...data, seed: 1, engine: options.engine, signal: new AbortController().signal, params: family.params.parse({ ...found.params, ...LEAN, view: { exclude }, split }),
    loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => undefined, metric: () => undefined, log: () => undefined,
  });
  const trained: Trained = { subject, evaluation, metrics: { auc: metrics.auc!.value!, ap: metrics.ap!.value!, log_loss: metrics.log_loss!.value! }, slope: calibrationSlope(evaluation.y, evaluation.score)?.slope ?? null, seconds: (performance.now() - began) / 1000 };
  options.log(`  ${subject.padEnd(12)} AUC ${trained.metrics.auc.toFixed(4)}  AP ${trained.metrics.ap.toFixed(4)}  log-loss ${trained.metrics.log_loss.toFixed(4)}  slope ${trained.slope?.toFixed(3) ?? '-'}  ${trained.seconds.toFixed(1)} s`);
  return trained;
}

/** Paired bootstrap on the same rows: whether the difference is more than noise. */
export function against(candidate: Trained, baseline: Trained): PairedDifference[] {
  return familyRegistry.get('propensity').compare(candidate.evaluation, baseline.evaluation, { metrics: ['auc', 'log_loss'], replicates: 1000, seed: 1 });
}

/** Foretold against what happened, in ten groups of equal size, lowest first. */
export function reliability({ y, score }: EvaluationRows): { foretold: number; happened: number; rows: number }[] {
  const order = Int32Array.from(y.keys()).sort((a, b) => score[a]! - score[b]!);
  return Array.from({ length: 10 }, (_, k) => {
    const group = order.subarray(Math.floor((k * order.length) / 10), Math.floor(((k + 1) * order.length) / 10));
    const mean = (v: Float64Array): number => group.reduce((s, i) => s + v[i]!, 0) / Math.max(1, group.length);
    return { foretold: mean(score), happened: mean(y), rows: group.length };
  });
}

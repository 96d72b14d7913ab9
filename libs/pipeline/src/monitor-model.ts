import type { Figure, MetricRecord, ModelId, ModelVersionId } from '@bellwether/contracts';
import { getModel, maturedRows, maturity, type Bucket, type Deps, type MaturedRow, type Maturity, type Scope } from '@bellwether/lineage';
import { familyRegistry } from '@bellwether/tasks';

/** Fewer matured rows than this give no number that one could act on. */
export const LEAST_MATURED = 30;
const REPLICATES = 200;

export type RealisedPoint = { bucket: Date; predictions: number; matured: number; /** null while fewer than LEAST_MATURED rows are known */ metrics: MetricRecord | null };
export type RealisedVersion = { versionId: ModelVersionId; number: number; predictions: number; matured: number; /** of the run, to hold the realised ones against */ atPromotion: MetricRecord; realised: MetricRecord | null; figures: Figure[]; points: RealisedPoint[] };

/** What came true, for each version and bucket of time. @throws AppError NOT_FOUND */
export async function realisedPerformance(deps: Deps, scope: Scope, input: { modelId: ModelId; bucket: Bucket; from: Date }): Promise<RealisedVersion[]> {
  const [model, rows, counts] = await Promise.all([getModel(deps.db, scope, input.modelId), maturedRows(deps.db, scope, input), maturity(deps.db, scope, input)]);
  const family = familyRegistry.get(model.familyId);
  const measure = (some: MaturedRow[]) => (some.length < LEAST_MATURED || family.traits.realised !== 'scores' ? null : family.evaluate({ y: Float64Array.from(some, (r) => r.y), score: Float64Array.from(some, (r) => r.score) }, { replicates: REPLICATES, seed: 1 }));
  const byVersion = group(counts, (c) => c.versionId);
  const matured = group(rows, (r) => r.versionId);
  return model.versions.filter((v) => byVersion.has(v.id)).map((v): RealisedVersion => {
    const own = matured.get(v.id) ?? [];
    const buckets = group(own, (r) => String(r.bucket.getTime()));
    const whole = measure(own);
    return {
      versionId: v.id, number: v.number, atPromotion: v.metrics, predictions: total(byVersion.get(v.id)!, (c) => c.predictions), matured: total(byVersion.get(v.id)!, (c) => c.matured), realised: whole?.metrics ?? null, figures: whole?.figures ?? [],
      points: byVersion.get(v.id)!.map((c: Maturity) => ({ bucket: c.bucket, predictions: c.predictions, matured: c.matured, metrics: measure(buckets.get(String(c.bucket.getTime())) ?? [])?.metrics ?? null })),
    };
  });
}


const total = <T>(rows: readonly T[], pick: (row: T) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);

function group<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const list = groups.get(key(row));
    if (list) list.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

import type { ModelId, ModelVersionId } from '@bellwether/contracts';
import { numericStability } from '@bellwether/metrics';
import { getModel, getVersion, recentScores, type Deps, type Scope } from '@bellwether/lineage';
import { familyRegistry } from '@bellwether/tasks';
import { readEvidence } from './train-run-evidence';

/** Newest predictions that the distribution is taken of. */
const RECENT = 5000;
/** Fewer rows than this and the index mostly shows chance: it is about bins/n under no change at all. */
const LEAST_ROWS = 200;
const BINS = 20;

export type ScoreDrift = {
  versionId: ModelVersionId;
  number: number;
  /** edges of equal width; counts on the held-out rows, and of the newest predictions */
  edges: number[];
  reference: number[];
  current: number[];
  rows: { reference: number; current: number };
  /** population stability index; null with too few rows. Convention: below .1 stable, above .25 shifted */
  psi: number | null;
};

/** Scores of the champion now against those on its held-out rows; null when nothing is live, or its family gives no scores of rows. @throws AppError NOT_FOUND */
export async function scoreDrift(deps: Deps, scope: Scope, modelId: ModelId): Promise<ScoreDrift | null> {
  const model = await getModel(deps.db, scope, modelId);
  const live = model.aliases.find((a) => a.alias === 'champion');
  if (!live || familyRegistry.get(model.familyId).traits.realised !== 'scores') return null;
  const version = await getVersion(deps.db, scope, live.versionId);
  const [evidence, current] = await Promise.all([readEvidence(deps.artifacts, version.artifactHash), recentScores(deps.db, scope, { modelVersionId: version.id, limit: RECENT })]);
  const reference = evidence.evaluation.score;
  const all = [...reference, ...current];
  const [lo, hi] = version.signature.output.kind === 'probability' ? [0, 1] : [all.reduce((m, v) => Math.min(m, v), Infinity), all.reduce((m, v) => Math.max(m, v), -Infinity)];
  const count = (values: Float64Array): number[] => {
    const counts = new Array<number>(BINS).fill(0);
    for (const v of values) counts[Math.max(0, Math.min(BINS - 1, Math.floor(((v - lo!) / (hi! - lo! || 1)) * BINS)))]! += 1;
    return counts;
  };
  return {
    versionId: version.id, number: version.number, edges: Array.from({ length: BINS + 1 }, (_, i) => lo! + ((hi! - lo!) * i) / BINS), reference: count(reference), current: count(current),
    rows: { reference: reference.length, current: current.length }, psi: current.length < LEAST_ROWS || reference.length < LEAST_ROWS ? null : numericStability(reference, current),
  };
}

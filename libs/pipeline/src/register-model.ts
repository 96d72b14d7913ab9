import type { ModelId, RunId } from '@bellwether/contracts';
import { readManifest, registerModelVersion, runArtifact, type Deps, type RegisteredModelVersion, type Scope } from '@bellwether/lineage';
import { familyRegistry } from '@bellwether/tasks';
import { readEvidence } from './train-run-evidence';

export type RegisterModelInput = { runId: RunId; /** a model that exists, or the name of one that is found or made */ model: { id: ModelId } | { name: string }; description?: string };

/**
 * Makes an immutable version of a finished run: signature, parameters, metrics, data, code and package versions, seed and card, as they are.
 * @returns `created: false` when the run had been registered before
 * @throws AppError NOT_FOUND, CONFLICT, MODEL_ARTIFACT_INVALID
 */
export async function registerModel(deps: Deps, scope: Scope, input: RegisterModelInput): Promise<RegisteredModelVersion> {
  const run = await runArtifact(deps.db, scope, input.runId);
  // read with every hash checked: what cannot be loaded is no model
  const evidence = await readEvidence(deps.artifacts, run.artifactHash);
  const manifest = await readManifest(deps.artifacts, run.artifactHash);
  return registerModelVersion(deps.db, scope, {
    runId: input.runId, model: input.model, ...(input.description === undefined ? {} : { description: input.description }),
    signature: evidence.signature, card: evidence.card, artifactBytes: manifest.files.reduce((sum, f) => sum + f.bytes, 0),
    alike: alikeFamilies(run.familyId),
    primaryMetric: familyRegistry.get(run.familyId).traits.primaryMetric,
  });
}

/** A model from elsewhere may challenge one of our own that answers the same question, and the other way round. */
export function alikeFamilies(familyId: string): string[] {
  const { traits, imports } = familyRegistry.get(familyId);
  const same = familyRegistry.list().filter((f) => f.traits.target === traits.target && f.traits.output === traits.output && f.traits.realised === traits.realised && f.traits.primaryMetric === traits.primaryMetric);
  return same.filter((f) => f.id !== familyId && (imports !== undefined || f.imports !== undefined)).map((f) => f.id);
}

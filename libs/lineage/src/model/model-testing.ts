// For tests only: finished runs and registered versions, written without training.
import { promotionPolicySchema, type ModelSignature, type RunId } from '@bellwether/contracts';
import { claimRun } from '../run/claim-run';
import { completeRun } from '../run/end-attempt';
import { testRuns } from '../run/run-testing';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';
import { registerModelVersion, type RegisteredModelVersion } from './register-version';

export const testSignature: ModelSignature = {
  inputs: [{ name: 'x', type: 'number', role: 'numeric', required: false, min: 0, max: 1, levels: null, example: 0.5 }],
  output: { kind: 'probability', name: 'y', positiveValue: '1', threshold: 0.5 },
};

/** A run in state 'done' whose artifact has this hash. */
export async function testDoneRun(db: Db, scope: Scope, options: { artifactHash?: string } & NonNullable<Parameters<typeof testRuns>[2]> = {}): Promise<RunId> {
  const [runId] = await testRuns(db, scope, options);
  const claim = await claimRun(db, { runId: runId!, owner: 'test' });
  if (claim.kind !== 'claimed') throw new Error(`expected a claim, received ${claim.kind}`);
  await completeRun(db, claim.run, { metrics: { auc: { value: 0.9, lo: 0.88, hi: 0.92, n: 500 } }, figures: [], summary: {} as never, engine: {} as never, viewHash: `view-${runId!.slice(0, 8)}`, artifactHash: options.artifactHash ?? 'a'.repeat(64), packages: {}, resumedFromStep: -1 }, { wallSeconds: 1, cpuSeconds: 1, peakRssBytes: 1 });
  return runId!;
}

/** The next version of the model of this name. */
export async function testVersion(db: Db, scope: Scope, options: { model?: string; artifactHash?: string } = {}): Promise<RegisteredModelVersion> {
  const runId = await testDoneRun(db, scope, options);
  return registerModelVersion(db, scope, { runId, model: { name: options.model ?? 'buyers' }, signature: testSignature, card: '# card', artifactBytes: 1, primaryMetric: 'auc' });
}

export const testPolicy = promotionPolicySchema.parse({});

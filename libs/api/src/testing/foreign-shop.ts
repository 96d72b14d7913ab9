// For tests only: one of everything in a shop, each with a mark in its texts that no other shop may ever be shown.
import { randomUUID } from 'node:crypto';
import type { LeakReport, ProjectId } from '@bellwether/contracts';
import type { Db } from '@bellwether/lineage';

export const FOREIGN_MARK = 'FOREIGN-SECRET';

/** The id of each kind, by the name that inputs give it (`runId`), and by noun for a bare `id`. */
export type ForeignIds = Record<string, string>;

/** Something that can be declared. */
const TASK = { entity: 'customer', target: { kind: 'any', of: 'order_line' }, horizonDays: 30, cadence: { every: 'month' } };

/** Written straight into the tables: the commands under test must not make what they are tested on. */
export async function foreignShop(db: Db, projectId: ProjectId): Promise<ForeignIds> {
  const { prisma } = db;
  const by = { createdBy: 'other' };
  const named = { ...by, createdByName: FOREIGN_MARK };
  const dataset = await prisma.dataset.create({ data: { projectId, name: FOREIGN_MARK, notes: FOREIGN_MARK, tags: [FOREIGN_MARK], ownerId: 'o', ownerName: FOREIGN_MARK } });
  const version = await prisma.datasetVersion.create({
    data: {
      projectId, datasetId: dataset.id, number: 1, contentHash: 'a'.repeat(64), state: 'ready', origin: 'path', fileName: `${FOREIGN_MARK}.csv`, format: 'csv', bytes: 1n, rawPath: 'a'.repeat(64), tablePath: 'a'.repeat(64), rowCount: 1, columnCount: 2, rejectedCount: 0,
      columns: [{ name: FOREIGN_MARK, type: 'number' }, { name: 'y', type: 'integer' }], ...by, roleSets: { create: { roles: { [FOREIGN_MARK]: 'numeric', y: 'target' }, ...by } },
    },
    include: { roleSets: true },
  });
  const experiment = await prisma.experiment.create({ data: { projectId, name: FOREIGN_MARK, familyId: 'propensity', tags: [], ...by } });
  const group = await prisma.runGroup.create({ data: { projectId, experimentId: experiment.id, kind: 'single', name: FOREIGN_MARK, spec: {}, ...by } });
  const makeRun = (number: number, state: string) =>
    prisma.run.create({
      data: {
        projectId, experimentId: experiment.id, groupId: group.id, number, name: FOREIGN_MARK, familyId: 'propensity', datasetVersionId: version.id, roleSetId: version.roleSets[0]!.id, params: { mark: FOREIGN_MARK }, paramsHash: 'x', seed: 1, state, notes: FOREIGN_MARK, tags: [FOREIGN_MARK],
        metrics: { auc: { value: 0.5, lo: 0.4, hi: 0.6, n: 10 } }, artifactHash: state === 'done' ? 'b'.repeat(64) : null, codeVersion: 'x', leakReport: leakReport(), ...named, figures: { create: { key: 'roc', figure: { title: FOREIGN_MARK } } },
      },
    });
  const [done, queued] = [await makeRun(1, 'done'), await makeRun(2, 'queued')];
  await prisma.metricPoint.create({ data: { runId: done.id, key: 'train/loss', step: 1, value: 1, wallMs: 1n, fence: 1 } });
  await prisma.runLog.create({ data: { runId: done.id, level: 'info', message: FOREIGN_MARK, fence: 1 } });
  const searchGroup = await prisma.runGroup.create({ data: { projectId, experimentId: experiment.id, kind: 'search', name: FOREIGN_MARK, spec: {}, ...by } });
  const search = await prisma.search.create({ data: { projectId, experimentId: experiment.id, groupId: searchGroup.id, name: FOREIGN_MARK, familyId: 'propensity', datasetVersionId: version.id, roleSetId: version.roleSets[0]!.id, spec: { space: [] }, objective: 'auc', direction: 'maximise', budget: { trials: 3 }, codeVersion: 'x', ...named } });
  await prisma.searchTrial.create({ data: { runId: done.id, searchId: search.id, number: 1, values: { mark: FOREIGN_MARK }, proposedBy: 'random' } });
  const model = await prisma.model.create({ data: { projectId, name: FOREIGN_MARK, familyId: 'propensity', policy: {}, promotionEpoch: 1, ...by } });
  const modelVersion = await prisma.modelVersion.create({
    data: { projectId, modelId: model.id, number: 1, runId: done.id, familyId: 'propensity', signature: {}, params: {}, metrics: {}, datasetVersionId: version.id, artifactHash: 'b'.repeat(64), artifactBytes: 1n, codeVersion: 'x', packages: {}, seed: 1, card: FOREIGN_MARK, ...named },
  });
  await prisma.modelAlias.create({ data: { modelId: model.id, alias: 'champion', versionId: modelVersion.id, epoch: 1, setBy: 'o', setByName: FOREIGN_MARK } });
  const promotion = await prisma.promotion.create({ data: { projectId, modelId: model.id, versionId: modelVersion.id, alias: 'champion', decision: 'promoted', gates: [], evidence: {}, policy: {}, by: 'o', byName: FOREIGN_MARK } });
  await prisma.aliasEvent.create({ data: { projectId, modelId: model.id, alias: 'champion', toVersionId: modelVersion.id, epoch: 1, kind: 'promoted', by: 'o', byName: FOREIGN_MARK, promotionId: promotion.id } });
  const batch = await prisma.batchScoring.create({ data: { projectId, modelId: model.id, modelVersionId: modelVersion.id, datasetVersionId: version.id, format: 'csv', state: 'queued', ...by } });
  const prediction = await prisma.prediction.create({ data: { projectId, modelId: model.id, modelVersionId: modelVersion.id, alias: 'champion', entityKey: FOREIGN_MARK, input: { mark: FOREIGN_MARK }, inputHash: 'x', output: {}, score: 0.5, latencyMs: 1, actorId: 'o' } });
  const outcome = await prisma.outcome.create({ data: { projectId, predictionId: prediction.id, value: 1, occurredAt: new Date(), source: 'api', actorId: 'o' } });
  await prisma.recommendationRuleSet.create({ data: { projectId, modelId: model.id, placement: 'for-you', number: 1, rules: { filters: { hide: [FOREIGN_MARK] } }, ...named } });
  await prisma.catalogueItem.create({ data: { projectId, item: FOREIGN_MARK, name: FOREIGN_MARK } });
  // the second item is what an input of any text says (input-for.ts)
  const list = await prisma.recommendationList.create({ data: { projectId, modelId: model.id, modelVersionId: modelVersion.id, placement: 'for-you', customerKey: FOREIGN_MARK, request: {}, rules: {}, fallback: 'none', items: [FOREIGN_MARK, 'propensity'], probabilities: [1, 1], latencyMs: 1, actorId: 'o' } });
  const log = await prisma.eventLog.create({ data: { projectId, name: FOREIGN_MARK, currency: 'USD', timeZone: 'UTC', rules: {}, ...by } });
  const source = await prisma.eventSource.create({ data: { projectId, logId: log.id, name: FOREIGN_MARK, kind: 'file', config: { kind: 'file' }, ...by } });
  const eventBatch = await prisma.eventBatch.create({ data: { projectId, logId: log.id, sourceId: source.id, number: 1, origin: 'console', state: 'done', files: [{ hash: 'a'.repeat(64), fileName: FOREIGN_MARK, bytes: 1 }], bytes: 1n, contentHash: 'a', ...named } });
  const eventVersion = await prisma.eventLogVersion.create({ data: { projectId, logId: log.id, number: 1, cause: 'ingest', contentHash: 'a', rules: {}, currency: 'USD', counts: { [FOREIGN_MARK]: 1 }, rows: 1n } });
  const upload = await prisma.eventUpload.create({ data: { projectId, contentHash: 'a'.repeat(64), fileName: FOREIGN_MARK, bytes: 1n, ...by } });
  const preview = await prisma.eventPreview.create({ data: { projectId, logId: log.id, uploadIds: [upload.id], mapping: {}, result: {}, ...by } });
  const expectation = await prisma.eventExpectation.create({ data: { projectId, logId: log.id, name: FOREIGN_MARK, rule: { rule: 'one-currency', kind: 'order_line' }, ...by } });
  const task = await prisma.predictionTask.create({ data: { projectId, logId: log.id, name: FOREIGN_MARK, description: FOREIGN_MARK, ...by } });
  const taskVersion = await prisma.predictionTaskVersion.create({ data: { projectId, taskId: task.id, number: 1, spec: TASK, contentHash: 'a', ...named } });
  const feature = await prisma.featureVersion.create({ data: { projectId, entity: 'customer', name: 'foreign', number: 1, kind: 'rfm', definition: { name: 'foreign', kind: 'rfm', params: { part: 'recency' }, description: FOREIGN_MARK }, definitionHash: 'a', lineage: [FOREIGN_MARK], ...named } });
  const featureSet = await prisma.featureSet.create({ data: { projectId, name: FOREIGN_MARK, entity: 'customer', ...by } });
  const setVersion = await prisma.featureSetVersion.create({ data: { projectId, setId: featureSet.id, number: 1, timeZone: 'UTC', contentHash: 'a', ...named, members: { create: { featureVersionId: feature.id, position: 0 } } } });
  const table = await prisma.trainingTable.create({ data: { projectId, taskVersionId: taskVersion.id, setVersionId: setVersion.id, logVersionId: eventVersion.id, contentKey: 'a', state: 'failed', error: { code: 'TASK_REFUSED', message: FOREIGN_MARK, fix: '' }, ...named } });
  const modelUpload = await prisma.modelUpload.create({ data: { projectId, contentHash: 'c'.repeat(64), fileName: FOREIGN_MARK, bytes: 1n, described: { mark: FOREIGN_MARK }, ...by } });
  const view = await prisma.savedView.create({ data: { projectId, ownerId: 'o', page: 'runs', name: FOREIGN_MARK, shared: true, state: { mark: FOREIGN_MARK } } });
  const key = await prisma.apiKey.create({ data: { projectId, name: FOREIGN_MARK, prefix: 'bw_x', secretHash: randomUUID(), scopes: [], ...by } });
  return {
    dataset: dataset.id, datasetId: dataset.id, datasetVersion: version.id, datasetVersionId: version.id, versionOfDataset: version.id, roleSetId: version.roleSets[0]!.id, experiment: experiment.id, experimentId: experiment.id, group: group.id, groupId: group.id,
    run: done.id, runId: done.id, runIds: done.id, baselineId: done.id, clonedFromId: done.id, queuedRun: queued.id, model: model.id, modelId: model.id, modelVersion: modelVersion.id, modelVersionId: modelVersion.id, promotionId: promotion.id,
    batchScoringId: batch.id, batchId: batch.id, prediction: prediction.id, predictionId: prediction.id, outcomeId: outcome.id, view: view.id, key: key.id, listId: list.id, search: search.id, searchId: search.id,
    logId: log.id, sourceId: source.id, eventBatchId: eventBatch.id, eventLogVersionId: eventVersion.id, uploadId: upload.id, modelUploadId: modelUpload.id, previewId: preview.id, expectationId: expectation.id,
    taskId: task.id, featureSetId: featureSet.id, tableId: table.id, logVersionId: eventVersion.id,
  };
}

/** A severe finding, so that somebody can try to accept it. */
function leakReport(): LeakReport {
  const both = { en: FOREIGN_MARK, zh: FOREIGN_MARK };
  return { version: 1, checks: [{ check: 'single-feature', state: 'found', rows: 1, columns: 1, note: both }], findings: [{ key: 'single-feature:y', check: 'single-feature', severity: 'severe', column: FOREIGN_MARK, message: both, why: both, fix: both, evidence: { auc: 1 } }], rows: { train: 1, test: 1, sampled: 1 }, seconds: 0 };
}

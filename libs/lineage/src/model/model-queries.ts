import { promotionPolicySchema, type MetricRecord, type ModelId, type ModelSignature, type ModelVersionId, type PromotionPolicy, type RunId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

export type AliasRow = { alias: string; versionId: ModelVersionId; number: number; setAt: Date; setByName: string };

export type ModelListRow = {
  id: ModelId;
  name: string;
  familyId: string;
  description: string;
  archivedAt: Date | null;
  createdAt: Date;
  versions: number;
  aliases: AliasRow[];
  /** of the champion; null when nothing is live */
  championMetrics: MetricRecord | null;
  policyMetric: string;
  predictionsToday: number;
};

/** Models of the project, those with a champion first, then by name. */
export async function listModels(db: Db, scope: Scope, input: { search?: string; archived?: boolean } = {}): Promise<ModelListRow[]> {
  const models = await db.prisma.model.findMany({
    where: { projectId: scope.projectId, archivedAt: input.archived ? { not: null } : null, ...(input.search ? { name: { contains: input.search, mode: 'insensitive' as const } } : {}) },
    include: { aliases: true, _count: { select: { versions: true } } },
    orderBy: { name: 'asc' },
    take: 500,
  });
  const live = models.flatMap((m) => m.aliases.map((a) => a.versionId));
  const versions = new Map((await db.prisma.modelVersion.findMany({ where: { id: { in: live } }, select: { id: true, number: true, metrics: true } })).map((v) => [v.id, v]));
  const counts = await db.prisma.prediction.groupBy({ by: ['modelId'], where: { projectId: scope.projectId, createdAt: { gte: new Date(Date.now() - 86_400_000) } }, _count: true });
  const today = new Map(counts.map((c) => [c.modelId, c._count]));
  const rows = models.map((m): ModelListRow => {
    const champion = m.aliases.find((a) => a.alias === 'champion');
    return {
      id: m.id as ModelId, name: m.name, familyId: m.familyId, description: m.description, archivedAt: m.archivedAt, createdAt: m.createdAt, versions: m._count.versions,
      aliases: m.aliases.map((a) => ({ alias: a.alias, versionId: a.versionId as ModelVersionId, number: versions.get(a.versionId)!.number, setAt: a.setAt, setByName: a.setByName })),
      championMetrics: champion ? (versions.get(champion.versionId)!.metrics as MetricRecord) : null,
      policyMetric: promotionPolicySchema.parse(m.policy).metric,
      predictionsToday: today.get(m.id) ?? 0,
    };
  });
  return rows.sort((a, b) => Number(b.championMetrics !== null) - Number(a.championMetrics !== null));
}

export type VersionRow = {
  id: ModelVersionId;
  number: number;
  runId: RunId;
  runNumber: number;
  runName: string;
  metrics: MetricRecord;
  params: Record<string, unknown>;
  seed: number;
  datasetId: string;
  datasetName: string;
  datasetVersionId: string;
  datasetVersionNumber: number;
  aliases: string[];
  createdByName: string;
  createdAt: Date;
};

export type ModelPage = {
  id: ModelId;
  name: string;
  familyId: string;
  description: string;
  policy: PromotionPolicy;
  epoch: number;
  archivedAt: Date | null;
  createdAt: Date;
  aliases: AliasRow[];
  /** newest first */
  versions: VersionRow[];
};

/** A model with its versions and what is live. @throws AppError NOT_FOUND */
export async function getModel(db: Db, scope: Scope, id: ModelId): Promise<ModelPage> {
  const model = found(
    await db.prisma.model.findFirst({
      where: { id, projectId: scope.projectId },
      include: {
        aliases: { orderBy: { alias: 'asc' } },
        versions: { orderBy: { number: 'desc' }, take: 500, omit: { card: true, signature: true }, include: { run: { select: { number: true, name: true, datasetVersion: { select: { number: true, dataset: { select: { id: true, name: true } } } } } } } },
      },
    }),
    'model', id,
  );
  const numbers = new Map(model.versions.map((v) => [v.id, v.number]));
  return {
    id: model.id as ModelId, name: model.name, familyId: model.familyId, description: model.description, policy: promotionPolicySchema.parse(model.policy),
    epoch: model.promotionEpoch, archivedAt: model.archivedAt, createdAt: model.createdAt,
    aliases: model.aliases.map((a) => ({ alias: a.alias, versionId: a.versionId as ModelVersionId, number: numbers.get(a.versionId) ?? 0, setAt: a.setAt, setByName: a.setByName })),
    versions: model.versions.map((v) => ({
      id: v.id as ModelVersionId, number: v.number, runId: v.runId as RunId, runNumber: v.run.number, runName: v.run.name, metrics: v.metrics as MetricRecord, params: v.params as Record<string, unknown>, seed: v.seed,
      datasetId: v.run.datasetVersion.dataset.id, datasetName: v.run.datasetVersion.dataset.name, datasetVersionId: v.datasetVersionId, datasetVersionNumber: v.run.datasetVersion.number,
      aliases: model.aliases.filter((a) => a.versionId === v.id).map((a) => a.alias), createdByName: v.createdByName, createdAt: v.createdAt,
    })),
  };
}

/** Everything of one version, as promotion, serving and its page need it. */
export type VersionFacts = {
  id: ModelVersionId;
  modelId: ModelId;
  modelName: string;
  number: number;
  familyId: string;
  runId: RunId;
  runNumber: number;
  runName: string;
  runState: string;
  signature: ModelSignature;
  params: Record<string, unknown>;
  metrics: MetricRecord;
  datasetId: string;
  datasetName: string;
  datasetVersionId: string;
  datasetVersionNumber: number;
  datasetContentHash: string;
  datasetFileName: string;
  /** parquet of the accepted rows, in the artifact store */
  tablePath: string | null;
  roleSetId: string;
  viewHash: string | null;
  artifactHash: string;
  artifactBytes: number;
  codeVersion: string;
  packages: Record<string, string>;
  engine: unknown;
  seed: number;
  card: string;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
};

/** @throws AppError NOT_FOUND */
export async function getVersion(db: Db, scope: Scope, id: ModelVersionId): Promise<VersionFacts> {
  const v = found(
    await db.prisma.modelVersion.findFirst({ where: { id, projectId: scope.projectId }, include: { model: { select: { name: true } }, run: { include: { datasetVersion: { include: { dataset: { select: { id: true, name: true } } } } } } } }),
    'model version', id,
  );
  const data = v.run.datasetVersion;
  return {
    id: v.id as ModelVersionId, modelId: v.modelId as ModelId, modelName: v.model.name, number: v.number, familyId: v.familyId,
    runId: v.runId as RunId, runNumber: v.run.number, runName: v.run.name, runState: v.run.state,
    signature: v.signature as ModelSignature, params: v.params as Record<string, unknown>, metrics: v.metrics as MetricRecord,
    datasetId: data.dataset.id, datasetName: data.dataset.name, datasetVersionId: v.datasetVersionId, datasetVersionNumber: data.number, datasetContentHash: data.contentHash, datasetFileName: data.fileName,
    tablePath: data.tablePath, roleSetId: v.run.roleSetId, viewHash: v.viewHash, artifactHash: v.artifactHash, artifactBytes: Number(v.artifactBytes), codeVersion: v.codeVersion, packages: v.packages as Record<string, string>,
    engine: v.run.engine, seed: v.seed, card: v.card, createdBy: v.createdBy, createdByName: v.createdByName, createdAt: v.createdAt,
  };
}

export type ServedVersion = { modelId: ModelId; modelName: string; versionId: ModelVersionId; number: number; familyId: string; artifactHash: string; alias: string | null };

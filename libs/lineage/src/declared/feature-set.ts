import { AppError, featureDefinitionSchema, featureSetSchema, type FeatureDefinition, type FeatureSet, type FeatureSetId, type FeatureSetVersionId, type FeatureVersionId, type TaskEntity } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { found, type Scope } from '../scope/scope';
import { contentHashOf } from './prediction-task';

export type FeatureSetRow = { id: FeatureSetId; name: string; description: string; entity: TaskEntity; archivedAt: Date | null; createdAt: Date; versions: number; latest: { id: FeatureSetVersionId; number: number; features: number; timeZone: string; createdAt: Date; createdByName: string } };
export type FeatureSetDetail = FeatureSetRow & { set: FeatureSet; members: { featureVersionId: FeatureVersionId; definition: FeatureDefinition }[] };

const include = { versions: { orderBy: { number: 'desc' }, take: 1, include: { _count: { select: { members: true } } } }, _count: { select: { versions: true } } } as const;
type Record_ = Prisma.FeatureSetGetPayload<{ include: typeof include }>;

function setRow(r: Record_): FeatureSetRow {
  const v = r.versions[0]!;
  return {
    id: r.id as FeatureSetId, name: r.name, description: r.description, entity: r.entity as TaskEntity, archivedAt: r.archivedAt, createdAt: r.createdAt, versions: r._count.versions,
    latest: { id: v.id as FeatureSetVersionId, number: v.number, features: v._count.members, timeZone: v.timeZone, createdAt: v.createdAt, createdByName: v.createdByName },
  };
}

export async function listFeatureSets(db: Db, scope: Scope): Promise<FeatureSetRow[]> {
  return (await db.prisma.featureSet.findMany({ where: { projectId: scope.projectId, archivedAt: null }, include, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], take: 500 })).map(setRow);
}

/** The newest version of a set with its definitions. @throws AppError NOT_FOUND */
export async function getFeatureSet(db: Db, scope: Scope, id: FeatureSetId): Promise<FeatureSetDetail> {
  const row = found(await db.prisma.featureSet.findFirst({ where: { id, projectId: scope.projectId }, include }), 'feature set', id);
  return { ...setRow(row), ...(await membersOf(db, row.versions[0]!.id, row.entity as TaskEntity, row.versions[0]!.timeZone)) };
}

/** Of one version, whichever it is. */
export async function membersOf(db: Db, setVersionId: string, entity: TaskEntity, timeZone: string): Promise<Pick<FeatureSetDetail, 'set' | 'members'>> {
  const rows = await db.prisma.featureSetMember.findMany({ where: { setVersionId }, include: { featureVersion: true }, orderBy: { position: 'asc' } });
  const members = rows.map((m) => ({ featureVersionId: m.featureVersionId as FeatureVersionId, definition: featureDefinitionSchema.parse(m.featureVersion.definition) }));
  return { members, set: featureSetSchema.parse({ entity, timeZone, features: members.map((m) => m.definition) }) };
}

/** A definition that was checked, with the stored fields that it reads. */
export type CheckedFeature = { definition: FeatureDefinition; lineage: string[] };
export type FeatureSetToSave = { /** null: a new set */ id: FeatureSetId | null; name: string; description: string; entity: TaskEntity; timeZone: string; features: CheckedFeature[] };

/**
 * Keeps a list of features as a version. Each feature that is new or says something else than before becomes a version of its own; the rest stay what they are.
 * @throws AppError NOT_FOUND, NAME_TAKEN, CONFLICT (another kind of entity)
 */
export async function saveFeatureSet(db: Db, scope: Scope, input: FeatureSetToSave): Promise<FeatureSetDetail> {
  try {
    const id = await db.transaction(async (tx) => {
      const before = input.id ? found(await tx.featureSet.findFirst({ where: { id: input.id, projectId: scope.projectId }, include: { versions: { orderBy: { number: 'desc' }, take: 1 } } }), 'feature set', input.id) : null;
      if (before && before.entity !== input.entity) throw new AppError({ code: 'CONFLICT', message: `Expected features of a ${before.entity}, received those of a ${input.entity}.`, fix: 'Make another set for them.' });
      // features of one project are numbered one after another
      await tx.$queryRaw`SELECT 1 FROM project WHERE id = ${scope.projectId}::uuid FOR UPDATE`;
      const about = { name: input.name, description: input.description };
      const row = before ? await tx.featureSet.update({ where: { id: before.id }, data: about }) : await tx.featureSet.create({ data: { ...about, entity: input.entity, projectId: scope.projectId, createdBy: scope.actor.id } });
      const members: { id: string; definition: FeatureDefinition }[] = [];
      for (const feature of input.features) members.push(await featureVersion(tx, scope, input.entity, feature));
      const contentHash = contentHashOf([input.entity, input.timeZone, members.map((m) => m.id)]);
      const last = before?.versions[0];
      const number = last?.contentHash === contentHash ? last.number : (last?.number ?? 0) + 1;
      if (number !== last?.number) {
        const version = await tx.featureSetVersion.create({ data: { projectId: scope.projectId, setId: row.id, number, timeZone: input.timeZone, contentHash, createdBy: scope.actor.id, createdByName: scope.actor.name } });
        await tx.featureSetMember.createMany({ data: members.map((m, position) => ({ setVersionId: version.id, featureVersionId: m.id, position })) });
      }
      await writeAudit(tx, scope, { action: 'features.save', objectType: 'feature-set', objectId: row.id, objectName: `${row.name} v${number}`, before: before ? { name: before.name, description: before.description, version: last!.number } : null, after: { ...about, version: number, features: members.map((m) => `${m.definition.name}@v${m.definition.version}`) } });
      return row.id as FeatureSetId;
    });
    return await getFeatureSet(db, scope, id);
  } catch (e) {
    if (isUniqueViolation(e)) throw new AppError({ code: 'NAME_TAKEN', message: `This project has a feature set named ${JSON.stringify(input.name)} already.`, fix: 'Choose another name, or edit that one.', cause: e });
    throw e;
  }
}

/** What a definition says, apart from the number of its version. */
const wordsOf = (definition: FeatureDefinition): string => contentHashOf({ ...definition, version: null });

async function featureVersion(tx: Tx, scope: Scope, entity: TaskEntity, { definition, lineage }: CheckedFeature): Promise<{ id: string; definition: FeatureDefinition }> {
  const definitionHash = wordsOf(definition);
  const last = await tx.featureVersion.findFirst({ where: { projectId: scope.projectId, entity, name: definition.name }, orderBy: { number: 'desc' } });
  if (last?.definitionHash === definitionHash) return { id: last.id, definition: featureDefinitionSchema.parse(last.definition) };
  const numbered = { ...definition, version: (last?.number ?? 0) + 1 };
  const row = await tx.featureVersion.create({
    data: { projectId: scope.projectId, entity, name: definition.name, number: numbered.version, kind: definition.kind, definition: numbered as unknown as Prisma.InputJsonValue, definitionHash, lineage, createdBy: scope.actor.id, createdByName: scope.actor.name },
  });
  return { id: row.id, definition: numbered };
}

/** @throws AppError NOT_FOUND */
export async function archiveFeatureSet(db: Db, scope: Scope, id: FeatureSetId): Promise<void> {
  const row = found(await db.prisma.featureSet.findFirst({ where: { id, projectId: scope.projectId } }), 'feature set', id);
  await db.transaction(async (tx) => {
    await tx.featureSet.update({ where: { id }, data: { archivedAt: new Date() } });
    await writeAudit(tx, scope, { action: 'features.archive', objectType: 'feature-set', objectId: id, objectName: row.name, before: { archived: row.archivedAt !== null }, after: { archived: true } });
  });
}

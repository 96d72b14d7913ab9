import { AppError, type ColumnRoles, type ExperimentId, type ExtendSearch, type RunGroupId, type SearchBudget, type SearchId, type SearchSpec } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { notFound, type Scope } from '../scope/scope';
import { findOrMakeExperiment } from '../run/create-runs';
import { CPU_SECONDS } from './search-trials';

export type NewSearch = {
  experiment: { id: ExperimentId } | { name: string };
  /** with the space as the conditions of the family make it */
  spec: SearchSpec;
  name: string;
  roleSetId: string;
  /** null: the set in force; others are kept as a set of their own */
  roles: ColumnRoles | null;
  objective: string;
  direction: 'maximise' | 'minimise';
  curve: { key: string; better: 'higher' | 'lower' } | null;
  codeVersion: string;
};

/** The search, its group and its experiment in one transaction. Trials are made by whichever worker looks next. @throws AppError NOT_FOUND, CONFLICT */
export async function createSearch(db: Db, scope: Scope, input: NewSearch): Promise<{ searchId: SearchId; experimentId: ExperimentId; groupId: RunGroupId }> {
  const { spec } = input;
  return db.transaction(async (tx) => {
    const experimentId = await findOrMakeExperiment(tx, scope, { experiment: input.experiment, familyId: spec.familyId });
    const roleSetId = input.roles ? (await tx.columnRoleSet.create({ data: { versionId: spec.datasetVersionId, roles: input.roles, createdBy: scope.actor.id } })).id : input.roleSetId;
    const group = await tx.runGroup.create({ data: { projectId: scope.projectId, experimentId, kind: 'search', name: input.name, spec: spec as unknown as Prisma.InputJsonValue, createdBy: scope.actor.id } });
    const search = await tx.search.create({
      data: {
        projectId: scope.projectId, experimentId, groupId: group.id, name: input.name, familyId: spec.familyId, datasetVersionId: spec.datasetVersionId, roleSetId, spec: spec as unknown as Prisma.InputJsonValue,
        objective: input.objective, direction: input.direction, curve: input.curve?.key ?? null, curveBetter: input.curve?.better ?? null, budget: spec.budget, codeVersion: input.codeVersion, createdBy: scope.actor.id, createdByName: scope.actor.name,
      },
    });
    await writeAudit(tx, scope, {
      action: 'search.start', objectType: 'search', objectId: search.id, objectName: input.name,
      after: { experimentId, familyId: spec.familyId, datasetVersionId: spec.datasetVersionId, parameters: spec.space.map((p) => p.path), objective: input.objective, sampler: spec.sampler.kind, pruner: spec.pruner.kind, budget: spec.budget },
    });
    return { searchId: search.id as SearchId, experimentId, groupId: group.id as RunGroupId };
  });
}

type Held = { id: string; name: string; state: string; budget: SearchBudget };

async function hold(tx: Tx, scope: Scope, id: SearchId): Promise<Held> {
  const rows = await tx.$queryRaw<Held[]>`SELECT id, name, state, budget FROM search WHERE id = ${id}::uuid AND project_id = ${scope.projectId}::uuid FOR UPDATE`;
  if (!rows[0]) throw notFound('search', id);
  return rows[0];
}

/** Makes no more trials; those that are open are ended by the controller. @returns false where it had ended before @throws AppError NOT_FOUND */
export async function stopSearch(db: Db, scope: Scope, id: SearchId): Promise<boolean> {
  return db.transaction(async (tx) => {
    const search = await hold(tx, scope, id);
    if (search.state !== 'running') return false;
    await tx.$executeRaw`UPDATE search SET state = 'stopping', end_reason = 'stopped', minutes_before = minutes_before + extract(epoch FROM now() - active_from) / 60 WHERE id = ${id}::uuid`;
    await writeAudit(tx, scope, { action: 'search.stop', objectType: 'search', objectId: id, objectName: search.name, before: { state: 'running' }, after: { state: 'stopping' } });
    return true;
  });
}

/** Adds to the budget; a search that had ended goes on. @throws AppError NOT_FOUND, CONFLICT while it is being stopped */
export async function extendSearch(db: Db, scope: Scope, { id, ...added }: ExtendSearch): Promise<SearchBudget> {
  return db.transaction(async (tx) => {
    const search = await hold(tx, scope, id);
    if (search.state === 'stopping') throw new AppError({ code: 'CONFLICT', message: `${search.name} is being stopped.`, fix: 'Wait a few seconds until its trials have ended, then extend it.', retry: true });
    const spent = await tx.$queryRaw<{ trials: number; minutes: number; core_minutes: number }[]>`SELECT trials::int, minutes::float8, core_minutes::float8 FROM (${spentSql(id)}) s`;
    const budget = grown(search.budget, added, search.state === 'running' ? null : spent[0]!);
    await tx.$executeRaw`
      UPDATE search SET budget = ${JSON.stringify(budget)}::jsonb, state = 'running', end_reason = NULL, error = NULL, finished_at = NULL,
             active_from = CASE WHEN state = 'running' THEN active_from ELSE now() END WHERE id = ${id}::uuid`;
    await writeAudit(tx, scope, { action: 'search.extend', objectType: 'search', objectId: id, objectName: search.name, before: { budget: search.budget, state: search.state }, after: { budget } });
    return budget;
  });
}

/**
 * A limit that was set grows by what is added. One that was not stays open. Of a search that had ended, a limit counts from what is spent:
 * five more trials are five more, also where it was stopped before its budget was.
 */
function grown(budget: SearchBudget, added: Omit<ExtendSearch, 'id'>, spent: { trials: number; minutes: number; core_minutes: number } | null): SearchBudget {
  const used = { trials: spent?.trials ?? 0, minutes: spent?.minutes ?? 0, coreMinutes: spent?.core_minutes ?? 0 };
  const next: SearchBudget = { ...budget };
  for (const key of ['trials', 'minutes', 'coreMinutes'] as const) {
    const more = added[key];
    if (more === undefined) continue;
    const from = spent === null ? (budget[key] ?? 0) : Math.min(budget[key] ?? used[key], used[key]);
    next[key] = from + more;
  }
  return next;
}

const spentSql = (id: string): Prisma.Sql => Prisma.sql`
  SELECT (SELECT count(*) FROM search_trial WHERE search_id = ${id}::uuid) AS trials,
         (SELECT minutes_before + CASE WHEN state = 'running' THEN extract(epoch FROM now() - active_from) / 60 ELSE 0 END FROM search WHERE id = ${id}::uuid) AS minutes,
         (SELECT coalesce(sum(${Prisma.raw(CPU_SECONDS)}), 0) / 60 FROM search_trial t JOIN run r ON r.id = t.run_id WHERE t.search_id = ${id}::uuid) AS core_minutes`;

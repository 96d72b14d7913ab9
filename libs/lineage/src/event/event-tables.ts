import { ENTITY_KINDS, eventRulesSchema, type EntityKind, type EventLogVersionId, type EventTables } from '@bellwether/contracts';
import type { Deps } from '../db/deps';
import { found, type Scope } from '../scope/scope';

/**
 * A version of an event log as files, for the compute engine (`registerEventViews` makes the views over them).
 * The paths hold as long as the artifact store stands where it stands: ask again rather than keep them.
 * @throws AppError NOT_FOUND
 */
export async function eventTables({ db, artifacts }: Pick<Deps, 'db' | 'artifacts'>, scope: Scope, versionId: EventLogVersionId): Promise<EventTables> {
  const version = found(await db.prisma.eventLogVersion.findFirst({ where: { id: versionId, projectId: scope.projectId } }), 'event log version', versionId);
  const partitions = await db.prisma.eventPartition.findMany({
    where: { logId: version.logId, addedIn: { lte: version.number }, OR: [{ removedIn: null }, { removedIn: { gt: version.number } }] },
    orderBy: [{ kind: 'asc' }, { knownFrom: 'asc' }, { contentHash: 'asc' }],
    omit: { stats: true },
  });
  const rules = eventRulesSchema.parse(version.rules);
  const facts = partitions.map((p) => ({
    kind: p.kind as EntityKind, path: artifacts.path(p.contentHash), hash: p.contentHash, rows: Number(p.rows), bytes: Number(p.bytes),
    eventFrom: p.eventFrom.toISOString(), eventTo: p.eventTo.toISOString(), knownFrom: p.knownFrom.toISOString(), knownTo: p.knownTo.toISOString(),
  }));
  return {
    files: Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, facts.filter((f) => f.kind === kind).map((f) => f.path)]).filter(([, paths]) => paths!.length > 0)) as EventTables['files'],
    supersededFile: version.supersededHash ? artifacts.path(version.supersededHash) : null,
    linkFile: rules.stitch.enabled && version.linkHash ? artifacts.path(version.linkHash) : null,
    stitchLookbackDays: rules.stitch.lookbackDays,
    currency: { base: version.currency, rates: rules.currency.mode === 'convert' ? rules.currency.rates : [] },
    partitions: facts,
  };
}

import type { EventLogId, EventLogVersionId, ProjectId } from '@bellwether/contracts';
import { runTask } from '@bellwether/features';
import { eventTables, listExpectations, logState, recordExpectations, SYSTEM_ACTOR, type Deps } from '@bellwether/lineage';

/** Holds a version against the expectations of its log. A failing rule is a fact of the version, not an error. */
export async function checkVersion(deps: Deps, projectId: ProjectId, logId: EventLogId, versionId: EventLogVersionId, signal?: AbortSignal): Promise<void> {
  const rules = await listExpectations(deps.db, projectId, logId);
  if (rules.length === 0) return;
  const { currency } = await logState(deps.db, projectId, logId);
  const tables = await eventTables(deps, { projectId, actor: SYSTEM_ACTOR }, versionId);
  const outcomes = await runTask({ kind: 'events-check', tables, rules: rules.map((r) => r.rule), now: deps.now().toISOString(), currency }, { signal });
  await recordExpectations(deps.db, versionId, rules.map((r, i) => ({ id: r.id, outcome: outcomes[i]! })));
}

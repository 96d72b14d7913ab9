import type { MetricRecord, RunProgress, RunRow } from '@bellwether/contracts';

/** A piece of a query with its own values. `$` numbers are given when pieces are joined: write `${p.add(value)}`. */
export class SqlValues {
  readonly values: unknown[] = [];

  /** @returns the placeholder of this value: `$3` */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/**
 * The tables behind a run, under the aliases that filters and sorts use:
 * r run, e experiment, g run_group, v dataset_version, d dataset, f run_favourite of the asking user (null: not a favourite).
 * @param user placeholder of the user's id
 */
export const runsFrom = (user: string): string => `run r
  JOIN experiment e ON e.id = r.experiment_id
  JOIN run_group g ON g.id = r.group_id
  JOIN dataset_version v ON v.id = r.dataset_version_id
  JOIN dataset d ON d.id = v.dataset_id
  LEFT JOIN run_favourite f ON f.run_id = r.id AND f.user_id = ${user}`;

/** Columns of a RunRow over `runsFrom`. A try that a lease loss or crash forced is an attempt: the fence counts them all. */
export const RUN_COLUMNS = `r.id, r.number, r.name, r.experiment_id, e.name AS experiment_name, r.group_id, g.name AS group_name, r.family_id,
  r.dataset_version_id, d.name AS dataset_name, v.number AS dataset_version_number, r.state, r.params, r.seed, r.metrics, r.progress, r.engine, r.cost, r.error, r.ending,
  r.tags, r.labels, r.notes, (f.run_id IS NOT NULL) AS favourite, r.archived_at, r.queued_at, r.started_at, r.finished_at, r.created_by_name, r.fence`;

export type RunSqlRow = {
  id: string; number: number; name: string; experiment_id: string; experiment_name: string; group_id: string; group_name: string; family_id: string;
  dataset_version_id: string; dataset_name: string; dataset_version_number: number; state: RunRow['state']; params: Record<string, unknown>; seed: number;
  metrics: MetricRecord; progress: RunProgress | null; engine: RunRow['engine']; cost: RunRow['cost']; error: RunRow['error']; ending: RunRow['ending'];
  tags: string[] | null; labels: Record<string, string>; notes: string; favourite: boolean; archived_at: Date | null; queued_at: Date; started_at: Date | null; finished_at: Date | null;
  created_by_name: string; fence: number;
};

export const toRunRow = (r: RunSqlRow): RunRow => ({
  id: r.id as RunRow['id'], number: r.number, name: r.name, experimentId: r.experiment_id as RunRow['experimentId'], experimentName: r.experiment_name,
  groupId: r.group_id as RunRow['groupId'], groupName: r.group_name, familyId: r.family_id, datasetVersionId: r.dataset_version_id as RunRow['datasetVersionId'],
  datasetName: r.dataset_name, datasetVersionNumber: r.dataset_version_number, state: r.state, params: r.params, seed: r.seed, metrics: r.metrics,
  progress: r.progress, engine: r.engine, cost: r.cost, error: r.state === 'failed' ? r.error : null, ending: r.state === 'cancelled' ? r.ending : null, tags: r.tags ?? [], labels: r.labels, notes: r.notes, favourite: r.favourite,
  archivedAt: r.archived_at, queuedAt: r.queued_at, startedAt: r.started_at, finishedAt: r.finished_at, createdByName: r.created_by_name, attempts: r.fence,
});

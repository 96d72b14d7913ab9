import type { EventTables, FeatureDefinition, PredictionTask, TaskEntity, TaskPreview } from '@bellwether/contracts';
import { eventFiles, registerEventViews } from '../event/event-views';
import { checkFeatures, type FeatureCheck } from '../feature/check-feature';
import type { TaskLimits } from '../ingest/data-tasks';
import type { Progress } from '../ingest/perform-task';
import type { DuckSession } from '../ingest/session';
import { previewTask } from './preview-task';
import { makeTrainingTable, type TrainingTable, type TrainingTableInput } from './training-table';

type Housekeeping = { workDir: string; limits: TaskLimits };
/** What a data child does for prediction tasks and features. */
export type TableTask =
  | ({ kind: 'table-preview'; task: PredictionTask; tables: EventTables } & Housekeeping)
  | ({ kind: 'table-build' } & TrainingTableInput & Housekeeping)
  | ({ kind: 'table-check-features'; entity: TaskEntity; features: FeatureDefinition[]; timeZone: string; tables: EventTables } & Housekeeping);
export type TableTaskResult<T extends TableTask> = T extends { kind: 'table-preview' } ? TaskPreview : T extends { kind: 'table-build' } ? TrainingTable : FeatureCheck[];

export const isTableTask = (task: { kind: string }): task is TableTask => task.kind.startsWith('table-');

/** The only places that such a task may read or write. */
export const tableTaskFiles = (task: TableTask): { folders: string[]; files: string[] } => ({
  folders: task.kind === 'table-build' ? [task.outDir, ...(task.cacheDir === null ? [] : [task.cacheDir])] : [],
  files: eventFiles(task.tables),
});

export async function performTableTask<T extends TableTask>(session: DuckSession, task: T, progress: Progress): Promise<TableTaskResult<T>> {
  await registerEventViews(session, task.tables);
  switch (task.kind) {
    case 'table-preview': return (await previewTask(session, task.task, task.tables, (f) => progress('counting', f))) as TableTaskResult<T>;
    case 'table-build': return (await makeTrainingTable(session, task, progress)) as TableTaskResult<T>;
    case 'table-check-features': return (await checkFeatures(session, task)) as TableTaskResult<T>;
  }
}

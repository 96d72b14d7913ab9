import { AppError, predictionTaskSchema, type EventLogId, type PredictionTask, type PredictionTaskId, type TaskPreview } from '@bellwether/contracts';
import { checkTask, proposeTasks, runTask, type TaskProposal } from '@bellwether/features';
import { getEventLog, saveTask, type Deps, type Scope, type TaskRow, type TaskVersionRow } from '@bellwether/lineage';
import { answerMemo } from './answer-memo';
import { logFacts, newestTables } from './declared-log';

/** Somebody waits for it. @unit seconds, MiB */
const INTERACTIVE = { limits: { seconds: 120, memoryMb: 1024 } } as const;

/** A page is opened again far more often than its log has a new version. */
const previewed = answerMemo<TaskPreview>(100);

/** Questions that the log can answer. @throws AppError NOT_FOUND */
export const proposePredictionTasks = async (deps: Deps, scope: Scope, logId: EventLogId): Promise<TaskProposal[]> => proposeTasks(await logFacts(deps, scope, logId));

/** @throws AppError INPUT_INVALID naming what is wrong with it */
export function checkedSpec(spec: unknown): PredictionTask {
  const parsed = predictionTaskSchema.safeParse(spec);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 10);
  throw new AppError({ code: 'INPUT_INVALID', message: issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '), fix: 'Correct these parts of the task.', context: { fields: issues.map((i) => ({ path: i.path.join('.'), message: i.message })) } });
}

/** Counts and base rate of every snapshot, where it goes, and why the task could not be built. Nothing is kept. @throws AppError NOT_FOUND, CONFLICT, INPUT_INVALID */
export async function previewPredictionTask(deps: Deps, scope: Scope, input: { logId: EventLogId; spec: unknown }): Promise<TaskPreview> {
  await getEventLog(deps.db, scope, input.logId);
  const task = checkedSpec(input.spec);
  const { tables } = await newestTables(deps, scope, input.logId);
  return previewed([task, tables], () => runTask({ kind: 'table-preview', task, tables }, INTERACTIVE));
}

export type TaskToDeclare = { taskId: PredictionTaskId | null; logId: EventLogId; name: string; description: string; spec: unknown };

/** Keeps a declaration whose fields exist; whether the data suffice is judged when the table is made, on the events of that day. @throws AppError INPUT_INVALID, TASK_REFUSED, NOT_FOUND, NAME_TAKEN */
export async function savePredictionTask(deps: Deps, scope: Scope, input: TaskToDeclare): Promise<TaskRow & { allVersions: TaskVersionRow[] }> {
  await getEventLog(deps.db, scope, input.logId);
  const spec = checkedSpec(input.spec);
  const problems = checkTask(spec);
  if (problems[0]) throw new AppError({ code: 'TASK_REFUSED', message: problems[0].message, fix: problems[0].fix, context: { problems } });
  return saveTask(deps.db, scope, { id: input.taskId, logId: input.logId, name: input.name, description: input.description, spec });
}

import { predictionTaskSchema, type EventLogId, type FeatureSetId, type PredictionTaskId } from '@bellwether/contracts';
import { ensureFirstProject, getEventLog, listEventBatches, listFeatureSets, listTasks, readSetting, SYSTEM_ACTOR, writeSetting, type Deps, type Scope } from '@bellwether/lineage';
import { declareFeatureSet, proposeFeatureSet } from './declare-features';
import { savePredictionTask } from './declare-task';
import { addSampleLog } from './event-sample';

const SETTING = 'sample-shop';
const TASK = 'Order within 30 days';
export const SAMPLE_SET = `${TASK} features`;

type Done = { logId: EventLogId; taskId: PredictionTaskId | null; setId: FeatureSetId | null };

/**
 * On the very first start, in the background: the raw files of the bundled shop become a log, and a task and features are declared on it, so that a newcomer has only
 * to make the table and launch. What was done is remembered: a second start goes on where the first stopped, and what people removed stays removed.
 * @param wait between two looks at the log @unit ms
 */
export async function runSampleShop(deps: Deps, signal: AbortSignal, wait = 1000): Promise<void> {
  const scope: Scope = { projectId: await ensureFirstProject(deps.db), actor: SYSTEM_ACTOR };
  let done = (await readSetting(deps.db, SETTING)) as Done | null;
  if (done?.setId) return;
  if (!done) {
    done = { ...(await addSampleLog(deps, scope)), taskId: null, setId: null };
    await writeSetting(deps.db, SETTING, done);
  }
  const { logId } = done;
  if (!(await wholeLog(deps, scope, logId, signal, wait))) return;
  const { timeZone } = await getEventLog(deps.db, scope, logId);
  const spec = predictionTaskSchema.parse({ entity: 'customer', target: { kind: 'any', of: 'order_line' }, horizonDays: 30, cadence: { every: 'month', at: 'end' }, population: { active: { kinds: ['order_line'], days: 90 } }, timeZone });
  const task = (await listTasks(deps.db, scope, { archived: false })).find((t) => t.name === TASK) ?? (await savePredictionTask(deps, scope, { taskId: null, logId, name: TASK, description: 'Which households of the sample shop come back within a month.', spec }));
  const features = (await proposeFeatureSet(deps, scope, { logId, entity: 'customer', preset: 'proposed' })).map((p) => p.definition);
  const set = (await listFeatureSets(deps.db, scope)).find((s) => s.name === SAMPLE_SET) ?? (await declareFeatureSet(deps, scope, { setId: null, logId, name: SAMPLE_SET, description: 'Proposed from what the sample shop holds.', entity: 'customer', timeZone, features }));
  await writeSetting(deps.db, SETTING, { logId, taskId: task.id, setId: set.id });
}

/** @returns false when the worker stops, or a file of the sample could not be read */
async function wholeLog(deps: Deps, scope: Scope, logId: EventLogId, signal: AbortSignal, wait: number): Promise<boolean> {
  while (!signal.aborted) {
    const { rows } = await listEventBatches(deps.db, scope, { logId, offset: 0, limit: 50 });
    const failed = rows.find((b) => b.state === 'failed');
    if (failed) {
      deps.log.error({ error: failed.error }, 'a file of the sample shop could not be read');
      return false;
    }
    if (rows.length > 0 && rows.every((b) => b.state === 'done')) return true;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return false;
}

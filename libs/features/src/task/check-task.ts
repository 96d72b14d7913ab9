import { isAppError, type EntityKind, type PredictionTask, type TaskProblem } from '@bellwether/contracts';
import { checkCondition } from '../feature/condition';
import { requireKey } from '../feature/entity-key';
import { requireField } from '../feature/row-field';

const problem = (code: TaskProblem['code'], message: string, fix: string, context: TaskProblem['context'] = {}): TaskProblem => ({ code, message, fix, context });

/** What is wrong with a declaration before any data are looked at: fields and kinds that do not exist or do not fit. */
export function checkTask(task: PredictionTask): TaskProblem[] {
  const problems: TaskProblem[] = [];
  const attempt = (code: TaskProblem['code'], check: () => unknown): void => {
    try {
      check();
    } catch (e) {
      if (!isAppError(e)) throw e;
      problems.push(problem(e.code === 'COLUMN_NOT_FOUND' ? 'unknown-field' : code, e.message, e.fix));
    }
  };
  const { target, population, entity } = task;
  attempt('no-such-rows', () => requireKey(entity, target.of));
  for (const c of target.where) attempt('wrong-type', () => checkCondition(target.of, c));
  if (target.kind === 'sum') attempt('wrong-type', () => numeric(target.of, target.field));
  if (target.kind === 'count' && target.distinct !== null) attempt('wrong-type', () => requireField(target.of, target.distinct!));
  for (const kind of population.active?.kinds ?? []) {
    attempt('no-such-rows', () => requireKey(entity, kind));
    for (const c of population.active!.where) attempt('wrong-type', () => checkCondition(kind, c));
  }
  for (const c of population.where) attempt('wrong-type', () => checkCondition(entity === 'product' ? 'product' : 'customer', c));
  return problems;
}

function numeric(kind: EntityKind, name: string): void {
  const field = requireField(kind, name);
  if (field.type !== 'number') checkCondition(kind, { field: name, op: 'gt', value: 0 });
}

export { problem as taskProblem };

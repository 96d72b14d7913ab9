import { AppError, type ColumnProfile } from '@bellwether/contracts';
import { targetColumnOf } from '../binary/binary-target';
import { columnIssues, inputsOf, issue, splitIssues, trainShare } from '../rows/row-issues';
import type { DatasetFacts, ValidationIssue } from '../task-family';
import type { PropensityParams } from './params';

function targetIssues(facts: DatasetFacts, profile: (name: string) => ColumnProfile | undefined): ValidationIssue[] {
  let target: string;
  try {
    target = targetColumnOf(facts.roles);
  } catch (e) {
    const { code, message, fix } = e as AppError;
    return [issue('roles', code, message, fix)];
  }
  if (!facts.columns.some((c) => c.name === target)) return [issue(`roles.${target}`, 'COLUMN_NOT_FOUND', `the target ${JSON.stringify(target)} is not a column of this dataset version`, 'choose one of its columns')];
  const known = profile(target);
  if (known === undefined || known.distinctApproximate) return [];
  if (known.distinct < 2) return [issue(`roles.${target}`, 'TARGET_ONE_CLASS', `expected two values in the target ${JSON.stringify(target)}, received ${known.distinct}`, 'use data in which both outcomes happen')];
  if (known.distinct > 2) return [issue(`roles.${target}`, 'TARGET_NOT_BINARY', `expected two values in the target ${JSON.stringify(target)}, received ${known.distinct}`, 'choose a yes/no column as the target, or derive one')];
  return [];
}

/** A direction that is asked for must be one the trees can keep. */
function monotoneIssues(params: PropensityParams, facts: DatasetFacts): ValidationIssue[] {
  if (params.model !== 'gbdt') return [];
  const numbers = new Set(inputsOf(params, facts).filter((name) => facts.roles[name] === 'numeric'));
  return (['rising', 'falling'] as const).flatMap((path) => params[path].flatMap((name) => {
    if (!numbers.has(name)) return [issue(path, 'COLUMN_NOT_FOUND', `expected a numeric input, received ${JSON.stringify(name)}`, 'name a column with the role numeric that is not left out')];
    return path === 'falling' && params.rising.includes(name) ? [issue(path, 'PARAMS_INVALID', `${JSON.stringify(name)} can rise or fall, not both`, 'take it off one of the two lists')] : [];
  }));
}

/** What can be known to be wrong before a run starts. */
export function validatePropensity(params: PropensityParams, facts: DatasetFacts): ValidationIssue[] {
  const byName = new Map(facts.profile?.columns.map((c) => [c.name, c]) ?? []);
  const profile = (name: string): ColumnProfile | undefined => byName.get(name);
  const rows = Math.floor(facts.rows * trainShare(params));
  const batch = (params.model === 'mlp' || params.model === 'logistic') && params.batchSize > rows ? [issue('batchSize', 'PARAMS_INVALID', `expected a batch no larger than the training part (${rows} rows), received ${params.batchSize}`, `choose ${Math.max(1, Math.min(256, rows))} or less`)] : [];
  return [...targetIssues(facts, profile), ...columnIssues(params, facts, profile), ...splitIssues(params, facts), ...monotoneIssues(params, facts), ...batch];
}

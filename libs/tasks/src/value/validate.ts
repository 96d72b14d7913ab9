import { AppError, type ColumnProfile } from '@bellwether/contracts';
import { targetColumnOf } from '../binary/binary-target';
import { columnIssues, inputsOf, issue, splitIssues } from '../rows/row-issues';
import type { DatasetFacts, ValidationIssue } from '../task-family';
import type { ValueParams } from './params';
import { constantTarget, notNumeric } from './target';

const asIssue = (path: string, { code, message, fix }: AppError): ValidationIssue => issue(path, code, message, fix);

function targetIssues(params: ValueParams, facts: DatasetFacts, profile: (name: string) => ColumnProfile | undefined): ValidationIssue[] {
  let target: string;
  try {
    target = targetColumnOf(facts.roles);
  } catch (e) {
    return [asIssue('roles', e as AppError)];
  }
  const column = facts.columns.find((c) => c.name === target);
  if (column === undefined) return [issue(`roles.${target}`, 'COLUMN_NOT_FOUND', `the target ${JSON.stringify(target)} is not a column of this dataset version`, 'choose one of its columns')];
  if (column.type !== 'integer' && column.type !== 'number') return [asIssue(`roles.${target}`, notNumeric(target, column.type))];
  const known = profile(target);
  if (known === undefined) return [];
  if (!known.distinctApproximate && known.distinct < 2) return [asIssue(`roles.${target}`, constantTarget(target, `${known.distinct} of them`))];
  const below = known.numeric !== null && known.numeric.negatives > 0;
  const logarithmic = params.model === 'glm' || params.loss === 'tweedie' || params.loss === 'poisson' || (params.model === 'mlp' && params.networkLoss === 'tweedie');
  if (below && logarithmic) return [issue(params.model === 'mlp' ? 'networkLoss' : params.model === 'glm' ? 'model' : 'loss', 'PARAMS_INVALID', `expected a target of at least zero, received ${known.numeric!.negatives} values below zero in ${JSON.stringify(target)}`, 'choose boosted trees or an MLP with squared error')];
  return [];
}

/** What can be known to be wrong before a run starts. */
export function validateValue(params: ValueParams, facts: DatasetFacts): ValidationIssue[] {
  const byName = new Map(facts.profile?.columns.map((c) => [c.name, c]) ?? []);
  const numbers = inputsOf(params, facts).filter((name) => facts.roles[name] === 'numeric');
  const history = params.history !== '' && !numbers.includes(params.history) ? [issue('history', 'COLUMN_NOT_FOUND', `expected a numeric input as the past of the target, received ${JSON.stringify(params.history)}`, 'name a column with the role numeric that is not left out, or leave it empty')] : [];
  const linear = params.model === 'glm' && params.loss === 'squared' ? [issue('loss', 'PARAMS_INVALID', 'a linear model here has a logarithmic link: expected Tweedie or Poisson, received squared error', 'choose Tweedie or Poisson')] : [];
  return [...targetIssues(params, facts, (name) => byName.get(name)), ...columnIssues(params, facts, (name) => byName.get(name)), ...splitIssues(params, facts), ...history, ...linear];
}

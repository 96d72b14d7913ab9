import { AppError, type ColumnProfile } from '@bellwether/contracts';
import { targetColumnOf } from '../binary/binary-target';
import type { DatasetFacts, ValidationIssue } from '../task-family';
import type { PropensityParams } from './params';
import { splitColumn } from './prepare';

const issue = (path: string, code: ValidationIssue['code'], message: string, fix: string): ValidationIssue => ({ path, code, message, fix });

/** Columns that would be inputs. */
export function inputsOf(params: Pick<PropensityParams, 'view'>, facts: DatasetFacts): string[] {
  const out = new Set(params.view.exclude);
  return facts.columns.map((c) => c.name).filter((name) => !out.has(name) && (facts.roles[name] === 'numeric' || facts.roles[name] === 'category'));
}

/** Share of the rows that train: a hash fold keeps 15% of the rest to choose. */
export const trainShare = ({ split }: Pick<PropensityParams, 'split'>): number => (split.method === 'hash-fold' ? (1 - 1 / split.folds) * 0.85 : split.train);

/** Share of the rows that choose the best epoch and the threshold. */
export const validShare = ({ split }: Pick<PropensityParams, 'split'>): number => (split.method === 'hash-fold' ? (1 - 1 / split.folds) * 0.15 : split.valid);

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

function columnIssues(params: PropensityParams, facts: DatasetFacts, profile: (name: string) => ColumnProfile | undefined): ValidationIssue[] {
  const names = new Set(facts.columns.map((c) => c.name));
  const absent = params.view.exclude.filter((name) => !names.has(name)).map((name) => issue('view.exclude', 'COLUMN_NOT_FOUND', `expected to leave out a column of the dataset, received ${JSON.stringify(name)}`, 'take it off the list'));
  const inputs = inputsOf(params, facts);
  if (inputs.length === 0) return [...absent, issue('view.exclude', 'NO_FEATURES', 'expected at least one input (a column with the role numeric or category that is not left out), received none', 'give columns the role numeric or category, or leave out fewer')];
  const empty = inputs.filter((name) => { const p = profile(name); return p !== undefined && p.count > 0 && p.missing >= p.count; });
  const timeName = Object.entries(facts.roles).find(([, role]) => role === 'time')?.[0];
  const latest = timeName === undefined ? undefined : profile(timeName)?.time?.max;
  const later = latest === undefined ? [] : inputs.filter((name) => { const first = profile(name)?.time?.min; return first !== undefined && Date.parse(first) > Date.parse(latest); });
  return [
    ...absent,
    ...empty.map((name) => issue('view.exclude', 'COLUMN_ALL_MISSING', `expected values in the column ${JSON.stringify(name)}, received only missing ones`, 'leave it out, or give it the role ignored')),
    ...later.map((name) => issue('view.exclude', 'FUTURE_COLUMN', `expected inputs known at prediction time; ${JSON.stringify(name)} lies after ${JSON.stringify(timeName)} in every row`, 'leave it out, or give it the role ignored')),
  ];
}

function splitIssues(params: PropensityParams, facts: DatasetFacts): ValidationIssue[] {
  const { split } = params;
  const found: ValidationIssue[] = [];
  if (split.method === 'time' || split.method === 'group' || split.method === 'declared') {
    const column = splitColumn(split, facts.roles);
    const what = { time: 'time', group: 'id', declared: 'split' }[split.method];
    const path = { time: 'split.timeColumn', group: 'split.groupColumn', declared: 'split.method' }[split.method];
    if (column === undefined) found.push(issue(path, 'COLUMN_NOT_FOUND', `a split by ${split.method} needs a column with the role ${what}, received none`, `name the column, or give one the role ${what}`));
    else if (!facts.columns.some((c) => c.name === column)) found.push(issue(path, 'COLUMN_NOT_FOUND', `the dataset has no column ${JSON.stringify(column)} to split by`, 'choose one of its columns'));
  }
  // how many rows a declaration gives each part is known only from the rows
  if (split.method === 'declared') return found;
  const smallest = split.method === 'hash-fold' ? Math.min(1 / split.folds, (1 - 1 / split.folds) * 0.15) : Math.min(split.train, split.valid, split.test);
  if (facts.rows * smallest < 2) found.push(issue('split', 'SPLIT_EMPTY', `expected rows in every part of the split; ${facts.rows} rows leave ${Math.floor(facts.rows * smallest)} in the smallest`, 'register more rows, or give the part a larger share'));
  return found;
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

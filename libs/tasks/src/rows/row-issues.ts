import type { ColumnProfile } from '@bellwether/contracts';
import type { SplitSpec, ViewSpec } from '@bellwether/features';
import type { DatasetFacts, ValidationIssue } from '../task-family';
import { splitColumn } from './row-split';

/** What families that score rows of features share of their parameters. */
type RowParams = { view: ViewSpec; split: SplitSpec };

export const issue = (path: string, code: ValidationIssue['code'], message: string, fix: string): ValidationIssue => ({ path, code, message, fix });

/** Columns that would be inputs. */
export function inputsOf(params: Pick<RowParams, 'view'>, facts: DatasetFacts): string[] {
  const out = new Set(params.view.exclude);
  return facts.columns.map((c) => c.name).filter((name) => !out.has(name) && (facts.roles[name] === 'numeric' || facts.roles[name] === 'category'));
}

/** Share of the rows that train: a hash fold keeps 15% of the rest to choose. */
export const trainShare = ({ split }: Pick<RowParams, 'split'>): number => (split.method === 'hash-fold' ? (1 - 1 / split.folds) * 0.85 : split.train);

/** Share of the rows that choose the best epoch and the threshold. */
export const validShare = ({ split }: Pick<RowParams, 'split'>): number => (split.method === 'hash-fold' ? (1 - 1 / split.folds) * 0.15 : split.valid);

/** What can be known to be wrong with the inputs before a run starts. */
export function columnIssues(params: RowParams, facts: DatasetFacts, profile: (name: string) => ColumnProfile | undefined): ValidationIssue[] {
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

/** What can be known to be wrong with the split before a run starts. */
export function splitIssues(params: RowParams, facts: DatasetFacts): ValidationIssue[] {
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

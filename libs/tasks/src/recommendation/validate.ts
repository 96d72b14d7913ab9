import type { ColumnProfile } from '@bellwether/contracts';
import { missingRoles } from '../missing-roles';
import type { DatasetFacts, ValidationIssue } from '../task-family';
import { NEEDS } from './needs';
import type { RecommendationParams } from './params';

const issue = (path: string, code: string, message: string, fix: string): ValidationIssue => ({ path, code, message, fix });

/** What can be said before a row is read. */
export function validateRecommendation(params: RecommendationParams, facts: DatasetFacts): ValidationIssue[] {
  const missing = missingRoles(facts.roles, NEEDS);
  if (missing.length > 0) return missing;
  const named = (role: string): string => Object.keys(facts.roles).find((name) => facts.roles[name] === role)!;
  const column = (role: string) => facts.columns.find((c) => c.name === named(role));
  const profile = (role: string): ColumnProfile | undefined => facts.profile?.columns.find((c) => c.name === named(role));
  const out: ValidationIssue[] = [];
  for (const role of NEEDS) if (!column(role)) out.push(issue(`roles.${named(role)}`, 'COLUMN_NOT_FOUND', `${JSON.stringify(named(role))} is not a column of this dataset version`, 'choose one of its columns'));
  if (column('time')?.type === 'string') out.push(issue(`roles.${named('time')}`, 'INPUT_INVALID', `expected times in ${JSON.stringify(named('time'))}, received text`, 'write times as 2026-01-31 12:00:00, or as numbers that grow'));
  const items = profile('item');
  if (items && !items.distinctApproximate && items.distinct < 2) out.push(issue(`roles.${named('item')}`, 'ITEMS_TOO_FEW', `expected at least two items in ${JSON.stringify(named('item'))}, received ${items.distinct}`, 'use events of a whole catalogue: with one item there is nothing to choose'));
  if (params.network && params.width % params.heads !== 0) out.push(issue('heads', 'PARAMS_INVALID', `expected heads that divide the width ${params.width}, received ${params.heads}`, 'use 1 or 2 heads'));
  const kinds = profile('event');
  if (kinds && params.foresee.length > 0 && kinds.top.length >= kinds.distinct) {
    const unknown = params.foresee.filter((kind) => !kinds.top.some((t) => t.value === kind));
    if (unknown.length > 0) out.push(issue('foresee', 'PARAMS_INVALID', `expected kinds of event that occur in ${JSON.stringify(named('event'))} (${kinds.top.map((t) => t.value).join(', ')}), received ${unknown.join(', ')}`, 'name kinds that occur'));
  }
  if (params.foresee.length > 0 && !Object.values(facts.roles).includes('event')) out.push(issue('foresee', 'ROLE_MISSING', 'expected a column with the role event, since kinds of event are to be foreseen; received none', 'give the role event to the column that says what was done, or foresee all'));
  return out;
}

import type { DatasetFacts, ValidationIssue } from '../task-family';
import type { ForecastParams } from './params';

const issue = (path: string, code: string, message: string, fix: string): ValidationIssue => ({ path, code, message, fix });
const STEP_DAYS = { day: 1, week: 7, month: 30.44 } as const;

/** What can be known to be wrong before a run starts. */
export function validateForecast(params: ForecastParams, facts: DatasetFacts): ValidationIssue[] {
  const names = new Map(facts.columns.map((c) => [c.name, c.type]));
  const columnOf = (role: string): string | undefined => Object.keys(facts.roles).find((name) => facts.roles[name] === role);
  const found: ValidationIssue[] = [];
  for (const name of params.knownAhead) {
    if (!names.has(name)) found.push(issue('knownAhead', 'COLUMN_NOT_FOUND', `expected a column of the dataset, received ${JSON.stringify(name)}`, 'choose one of its columns'));
    else if (names.get(name) === 'string') found.push(issue('knownAhead', 'COLUMN_NOT_NUMERIC', `expected numbers in ${JSON.stringify(name)}, received text`, 'choose a number column'));
    else if (name === columnOf('quantity')) found.push(issue('knownAhead', 'FUTURE_COLUMN', `${JSON.stringify(name)} is what is forecast: it is not known ahead`, 'take it off the list'));
  }
  if (params.stockColumn !== '' && !names.has(params.stockColumn)) found.push(issue('stockColumn', 'COLUMN_NOT_FOUND', `expected a column of the dataset, received ${JSON.stringify(params.stockColumn)}`, 'choose one of its columns, or leave it empty'));
  const time = columnOf('time');
  if (time !== undefined && names.get(time) === 'string') found.push(issue(`roles.${time}`, 'COLUMN_NOT_NUMERIC', `expected dates in ${JSON.stringify(time)}, received text`, 'give the role time to a column of dates'));
  const span = facts.profile?.columns.find((c) => c.name === time)?.time;
  if (span) {
    const steps = (Date.parse(span.max) - Date.parse(span.min)) / 86_400_000 / STEP_DAYS[params.frequency];
    if (Number.isFinite(steps) && steps + 1 < params.horizon + 4) found.push(issue('horizon', 'DATA_TOO_SHORT', `expected a history longer than the horizon: ${params.horizon} ${params.frequency}s ahead need at least ${params.horizon + 4}, the data hold ${Math.floor(steps + 1)}`, 'shorten the horizon, or choose a finer step'));
  }
  return found;
}

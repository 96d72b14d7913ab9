import type { SearchParameter } from '@bellwether/contracts';

/** What is wrong with a space, in words for a person. */
export type SpaceProblem = { path: string; message: string; fix: string };

const problem = (path: string, message: string, fix: string): SpaceProblem => ({ path, message, fix });

function ownProblems(p: SearchParameter): SpaceProblem[] {
  if (p.kind === 'choice') {
    const distinct = new Set(p.values.map((v) => JSON.stringify(v)));
    return distinct.size < p.values.length ? [problem(p.path, `${p.path}: expected different values, received some twice`, 'List each value once.')] : [];
  }
  const found: SpaceProblem[] = [];
  if (!(p.low < p.high)) found.push(problem(p.path, `${p.path}: expected a range from low to high, received ${p.low} to ${p.high}`, 'Make the upper end larger than the lower, or leave the parameter fixed.'));
  if (p.log && !(p.low > 0)) found.push(problem(p.path, `${p.path}: a logarithm needs a lower end above 0, received ${p.low}`, 'Raise the lower end, or search it evenly.'));
  if (p.kind === 'integer' && !(Number.isInteger(p.low) && Number.isInteger(p.high) && Number.isInteger(p.step ?? 1))) found.push(problem(p.path, `${p.path}: expected whole numbers, received ${p.low} to ${p.high}${p.step === undefined ? '' : ` by ${p.step}`}`, 'Use whole numbers.'));
  if (p.step !== undefined && p.step > p.high - p.low) found.push(problem(p.path, `${p.path}: the step ${p.step} is longer than the range`, 'Make the step smaller.'));
  if (p.log && p.low - (p.step ?? (p.kind === 'integer' ? 1 : 0)) / 2 <= 0) found.push(problem(p.path, `${p.path}: a logarithm needs a lower end above half a step, received ${p.low}`, 'Raise the lower end, or search it evenly.'));
  return found;
}

/** Everything that is wrong with a space; empty: it can be searched. */
export function spaceProblems(parameters: readonly SearchParameter[]): SpaceProblem[] {
  const paths = parameters.map((p) => p.path);
  const twice = paths.filter((path, i) => paths.indexOf(path) < i).map((path) => problem(path, `${path}: expected once, received twice`, 'Remove one of them.'));
  const inside = paths.flatMap((path) => paths.filter((other) => other.startsWith(`${path}.`)).map((other) => problem(other, `${other} lies inside ${path}, which is searched as a whole`, 'Search one of them.')));
  const strangers = parameters.flatMap((p) => Object.keys(p.when ?? {}).filter((parent) => !paths.includes(parent)).map((parent) => problem(p.path, `${p.path} depends on ${parent}, which is not searched`, `Search ${parent} too, or fix it.`)));
  const found = [...twice, ...inside, ...strangers, ...parameters.flatMap(ownProblems)];
  return found.length > 0 || !circular(parameters) ? found : [problem(parameters[0]!.path, 'The conditions of the parameters go round in a circle', 'Let no parameter depend on itself.')];
}

function circular(parameters: readonly SearchParameter[]): boolean {
  const left = new Map(parameters.map((p) => [p.path, Object.keys(p.when ?? {})]));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [path, parents] of left) if (parents.every((parent) => !left.has(parent))) left.delete(path);
  }
  return left.size > 0;
}

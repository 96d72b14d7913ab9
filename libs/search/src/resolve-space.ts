import type { SearchParameter, SearchParameterInput, SearchValue } from '@bellwether/contracts';
import type { Searchable } from './schema-space';
import { spaceProblems, type SpaceProblem } from './space-problems';

/**
 * What was asked for against what the family can do: paths and ranges are checked, and the conditions under which a parameter counts are
 * taken from the family, never from the caller. A condition that the fixed parameters settle is settled here.
 * @param read the value that a path has beside the search
 */
export function resolveSpace(searchable: readonly Searchable[], asked: readonly (SearchParameter | SearchParameterInput)[], read: (path: string) => unknown): { space: SearchParameter[]; problems: SpaceProblem[] } {
  const known = new Map(searchable.map((s) => [s.path, s]));
  const searched = new Map(asked.map((a) => [a.path, a]));
  const problems: SpaceProblem[] = [];
  const space = asked.flatMap((given): SearchParameter[] => {
    const own = known.get(given.path);
    if (own === undefined) {
      problems.push({ path: given.path, message: `${given.path} is no parameter that can be searched`, fix: `Choose one of: ${[...known.keys()].slice(0, 20).join(', ')}.` });
      return [];
    }
    problems.push(...mismatch(own, given));
    const when = conditionOf(own, searched, known, read);
    if (when === 'never') {
      problems.push({ path: given.path, message: `${given.path} is never used with these settings: it counts only while ${words(own.when)}`, fix: 'Search the parameter that it depends on, or leave it out.' });
      return [];
    }
    return [{ ...(given as SearchParameter), when: Object.keys(when).length > 0 ? when : undefined }];
  });
  return { space, problems: problems.length > 0 ? problems : spaceProblems(space) };
}

/** Conditions that other searched parameters decide. */
function conditionOf(own: Searchable, searched: ReadonlyMap<string, SearchParameter | SearchParameterInput>, known: ReadonlyMap<string, Searchable>, read: (path: string) => unknown): Record<string, SearchValue[]> | 'never' {
  const open: Record<string, SearchValue[]> = {};
  for (const [path, values] of Object.entries(own.when)) {
    const parent = searched.get(path);
    if (parent === undefined) {
      // a fixed parent that is itself hidden by a searched one hides this one as well: its own conditions say so (they are listed with each field)
      if (!values.includes(read(path) as SearchValue)) return 'never';
      continue;
    }
    const reachable = parent.kind === 'choice' ? values.filter((v) => parent.values.includes(v)) : values.filter((v) => typeof v === 'number' && v >= parent.low && v <= parent.high);
    if (reachable.length === 0) return 'never';
    if (parent.kind !== 'choice' || parent.values.some((v) => !values.includes(v)) || Object.keys(known.get(path)?.when ?? {}).length > 0) open[path] = reachable;
  }
  return open;
}

const words = (when: Record<string, SearchValue[]>): string => Object.entries(when).map(([path, values]) => `${path} is ${values.map(String).join(' or ')}`).join(' and ');

function mismatch(own: Searchable, given: SearchParameter | SearchParameterInput): SpaceProblem[] {
  if (given.kind === 'choice') {
    const allowed = own.values.map((v) => v.value);
    const bad = own.kind === 'choice' ? given.values.filter((v) => !allowed.includes(v)) : given.values.filter((v) => typeof v !== 'number' || outside(own, v) || (own.kind === 'integer' && !Number.isInteger(v)));
    return bad.length === 0 ? [] : [{ path: given.path, message: `${given.path}: expected values that the task accepts, received ${bad.map((v) => JSON.stringify(v)).join(', ')}`, fix: own.kind === 'choice' ? `Choose among ${allowed.map(String).join(', ')}.` : 'List numbers inside its bounds.' }];
  }
  if (own.kind === 'choice') return [{ path: given.path, message: `${given.path} is a choice, received a range`, fix: `List some of ${own.values.map((v) => String(v.value)).join(', ')}.` }];
  if (own.kind === 'integer' && given.kind === 'float') return [{ path: given.path, message: `${given.path} is a whole number, received a range of fractions`, fix: 'Search it as an integer.' }];
  const bad = [given.low, given.high].filter((v) => outside(own, v));
  return bad.length === 0 ? [] : [{ path: given.path, message: `${given.path}: the task accepts ${own.bounds.low ?? 'any number'} to ${own.bounds.high ?? 'any number'}, received ${bad.join(' and ')}`, fix: 'Narrow the range.' }];
}

const outside = (own: Searchable, v: number): boolean => (own.bounds.low !== null && v < own.bounds.low) || (own.bounds.high !== null && v > own.bounds.high);

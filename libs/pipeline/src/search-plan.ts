import { AppError, searchSpecSchema, type ColumnRoles, type MetricSpec, type SearchInput, type SearchPoint, type SearchSpec } from '@bellwether/contracts';
import { createSearch, launchFacts, type Deps, type LaunchFacts, type NewSearch, type Scope } from '@bellwether/lineage';
import { MAX_GRID, getAt, gridSize, openSpace, resolveSpace, searchableParameters, type ParamsSchema, type Searchable } from '@bellwether/search';
import { familyRegistry, type AnyTaskFamily } from '@bellwether/tasks';
import { z } from 'zod';
import { setPath } from './job-expand';
import { withDeclaredSplit } from './start-run';

/** What a search of a family can vary and go by, for the launch form. */
export type SearchOptions = { parameters: Searchable[]; objectives: MetricSpec[]; curves: { key: string; better: 'higher' | 'lower' }[] };

/** @returns null where the family cannot be searched */
export function searchOptions(familyId: string): SearchOptions | null {
  const family = familyRegistry.get(familyId);
  if (!family.search) return null;
  return { parameters: searchableOf(family), objectives: objectivesOf(family), curves: [...family.search.curves] };
}

const searchableOf = (family: AnyTaskFamily): Searchable[] => searchableParameters(z.toJSONSchema(family.params, { io: 'input', unrepresentable: 'any' }) as ParamsSchema);
const objectivesOf = (family: AnyTaskFamily): MetricSpec[] => (family.search?.objectives ?? []).flatMap((key) => family.metrics.filter((m) => m.key === key));

/** The parameters of a trial: what all have, and its own values. */
export const paramsOf = (base: Record<string, unknown>, point: SearchPoint): Record<string, unknown> => Object.entries(point).reduce((params, [path, value]) => setPath(params, path.split('.'), value), base);

const invalid = (path: string, message: string, fix: string): AppError => new AppError({ code: 'PARAMS_INVALID', message, fix, context: { path } });

/**
 * Starts a search: checks the space against the family, the fixed parameters against the data, and writes it down. Trials are made by the worker.
 * @throws AppError PARAMS_INVALID with every problem in `context.issues`, NOT_FOUND, CONFLICT, and what the family refuses
 */
export async function startSearch(deps: Deps, scope: Scope, input: SearchInput): Promise<Awaited<ReturnType<typeof createSearch>>> {
  const spec = searchSpecSchema.parse(input);
  const family = familyRegistry.get(spec.familyId);
  if (!family.search) throw invalid('familyId', `${family.title.en} reports no validation metric that a search could go by.`, 'Search another kind of task, or launch chosen variants.');
  const facts = await launchFacts(deps.db, scope, spec.datasetVersionId);
  const roles = (spec.roles as ColumnRoles | undefined) ?? facts.roles;
  const params = checkedBase(family, spec, roles, facts);
  const { space, problems } = resolveSpace(searchableOf(family), spec.space, (path) => getAt(params, path));
  const [first] = problems;
  if (first) throw new AppError({ code: 'PARAMS_INVALID', message: first.message, fix: first.fix, context: { issues: problems } });
  checkGrid(spec, space);
  const changed = spec.roles && JSON.stringify(spec.roles) !== JSON.stringify(facts.roles) ? roles : null;
  return createSearch(deps.db, scope, {
    experiment: spec.experimentId ? { id: spec.experimentId } : { name: spec.experimentName ?? `${facts.datasetName} · ${family.title.en}` },
    spec: { ...spec, params: withDeclaredSplit(family.params, spec.params, roles), space }, name: spec.name || `Search of ${space.map((p) => p.path.split('.').pop()).slice(0, 3).join(', ')}`,
    roleSetId: facts.roleSetId, roles: changed, codeVersion: deps.codeVersion, ...goalOf(family, spec),
  });
}

/** The fixed parameters must make a run by themselves: what is wrong with them is wrong with every trial. */
function checkedBase(family: AnyTaskFamily, spec: SearchSpec, roles: ColumnRoles, facts: LaunchFacts): Record<string, unknown> {
  const parsed = family.params.safeParse(withDeclaredSplit(family.params, spec.params, roles));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw invalid(issue.path.join('.'), `${issue.path.join('.') || 'parameters'}: ${issue.message}`, 'Correct the named parameter.');
  }
  const [first] = family.validate(parsed.data, { rows: facts.rows, columns: facts.columns, roles, profile: facts.profile });
  if (first) throw new AppError({ code: (first.code as AppError['code']) ?? 'PARAMS_INVALID', message: first.message, fix: first.fix, context: { path: first.path } });
  return parsed.data as Record<string, unknown>;
}

function checkGrid(spec: SearchSpec, space: SearchSpec['space']): void {
  if (spec.sampler.kind !== 'grid') return;
  const cells = gridSize(openSpace(space), spec.sampler.points);
  if (cells >= MAX_GRID) throw invalid('sampler', `A grid may have fewer than ${MAX_GRID} points, this one has at least as many.`, 'Take fewer values of each parameter, or the random or TPE sampler.');
}

function goalOf(family: AnyTaskFamily, spec: SearchSpec): Pick<NewSearch, 'objective' | 'direction' | 'curve'> {
  const objectives = objectivesOf(family);
  const metric = spec.objective === undefined ? objectives[0] : objectives.find((m) => m.key === spec.objective);
  if (!metric) throw invalid('objective', `Expected one of ${objectives.map((m) => m.key).join(', ')}, received ${spec.objective ?? 'none'}.`, 'Choose a metric that the task measures on validation rows.');
  const wanted = spec.pruner.kind === 'asha' ? spec.pruner.curve : undefined;
  const curve = spec.pruner.kind === 'none' ? undefined : wanted === undefined ? family.search!.curves[0] : family.search!.curves.find((c) => c.key === wanted);
  if (spec.pruner.kind === 'asha' && !curve) throw invalid('pruner', `Expected one of ${family.search!.curves.map((c) => c.key).join(', ') || 'no curve'}, received ${wanted ?? 'none'}.`, 'Choose a curve of the task, or prune nothing.');
  return { objective: metric.key, direction: metric.better === 'lower' ? 'minimise' : 'maximise', curve: curve ?? null };
}

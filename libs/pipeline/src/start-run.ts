import { AppError, launchSpecSchema, type ColumnRoles, type LaunchInput, type LaunchSpec, type Localized, type RunId } from '@bellwether/contracts';
import { createRuns, found, hasModelUpload, launchFacts, type CreatedRuns, type Deps, type LaunchFacts, type Scope } from '@bellwether/lineage';
import { familyRegistry, type CostEstimate, type ValidationIssue } from '@bellwether/tasks';
import { expandLaunch, type PlannedRun } from './job-expand';
import { nameOfPreset } from './run-name';

export type LaunchPlan = {
  runs: PlannedRun[];
  facts: LaunchFacts;
  roles: ColumnRoles;
  /** problems that refuse the launch, in the words of the family; `run` is the index of the first run that has it */
  issues: (ValidationIssue & { run: number })[];
  costs: CostEstimate[];
};

/** Unfolds, checks and prices a launch without starting it. @throws AppError NOT_FOUND, CONFLICT, PARAMS_INVALID (too many runs) */
export async function planLaunch(deps: Deps, scope: Scope, spec: LaunchSpec): Promise<LaunchPlan> {
  const family = familyRegistry.get(spec.familyId);
  const facts = await launchFacts(deps.db, scope, spec.datasetVersionId);
  const roles = (spec.roles as ColumnRoles | undefined) ?? facts.roles;
  const plan: LaunchPlan = { runs: [], facts, roles, issues: [], costs: [] };
  const seen = new Set<string>();
  for (const [index, run] of expandLaunch(spec).entries()) {
    const add = (issue: ValidationIssue) => {
      const id = `${issue.path} ${issue.code} ${issue.message}`;
      if (!seen.has(id)) plan.issues.push({ ...issue, run: index });
      seen.add(id);
    };
    const parsed = family.params.safeParse(withDeclaredSplit(family.params, run.params, roles));
    if (!parsed.success) {
      for (const issue of parsed.error.issues) add({ path: issue.path.join('.'), code: 'PARAMS_INVALID', message: `${issue.path.join('.') || 'parameters'}: ${issue.message}`, fix: 'Correct the named parameter.' });
      continue;
    }
    const known = { rows: facts.rows, columns: facts.columns, roles, profile: facts.profile };
    for (const issue of family.validate(parsed.data, known)) add(issue);
    if (family.imports && !(await hasModelUpload(deps.db, scope, family.imports.fileOf(parsed.data)))) add({ path: 'file', code: 'NOT_FOUND', message: 'Expected the SHA-256 of a model file that this project was sent, received another.', fix: 'Upload the file first (Models, Import a model).' });
    plan.costs.push(family.estimateCost(parsed.data, known));
    plan.runs.push({ ...run, name: run.name || nameOfPreset(family.presets, parsed.data as Record<string, unknown>), params: parsed.data as Record<string, unknown> });
  }
  return plan;
}

/** A table whose rows a declaration has split is split so, unless somebody asks for another way: where the family has a split that can. */
export function withDeclaredSplit(schema: { safeParse: (value: unknown) => { success: boolean } }, params: Record<string, unknown>, roles: ColumnRoles): Record<string, unknown> {
  const split = (params.split ?? {}) as Record<string, unknown>;
  if (!Object.values(roles).includes('split') || 'method' in split) return params;
  const declared = { ...params, split: { ...split, method: 'declared' } };
  return schema.safeParse(declared).success ? declared : params;
}

export type LaunchEstimate = {
  runs: number;
  issues: LaunchPlan['issues'];
  /** of all runs together, one after another @unit s */
  totalSeconds: number;
  /** of the longest one @unit s */
  longestSeconds: number;
  /** of the largest one @unit bytes */
  memoryBytes: number;
  steps: number;
  sentence: Localized;
  /** names of the first runs, for the preview */
  names: string[];
};

/** What is about to start, said before it starts. */
export async function estimateLaunch(deps: Deps, scope: Scope, input: LaunchInput): Promise<LaunchEstimate> {
  const plan = await planLaunch(deps, scope, launchSpecSchema.parse(input));
  const max = (pick: (c: CostEstimate) => number) => plan.costs.reduce((m, c) => Math.max(m, pick(c)), 0);
  const sum = (pick: (c: CostEstimate) => number) => plan.costs.reduce((s, c) => s + pick(c), 0);
  return {
    runs: plan.runs.length,
    issues: plan.issues,
    totalSeconds: sum((c) => c.seconds),
    longestSeconds: max((c) => c.seconds),
    memoryBytes: max((c) => c.memoryBytes),
    steps: sum((c) => c.steps),
    sentence: plan.costs.length === 1 ? plan.costs[0]!.sentence : sentenceOf(plan),
    names: plan.runs.slice(0, 20).map((r) => r.name),
  };
}

const sentenceOf = (plan: LaunchPlan): Localized => ({ en: `${plan.runs.length} runs on ${plan.facts.rows.toLocaleString('en')} rows of ${plan.facts.datasetName}.`, zh: `在 ${plan.facts.datasetName} 的 ${plan.facts.rows.toLocaleString('en')} 行上训练 ${plan.runs.length} 次。` });

/**
 * Starts runs: the rows and their jobs are written in one transaction. A launch with any problem starts nothing.
 * @throws AppError with the code, message and fix of the first problem; `context.issues` has them all
 */
export async function startRun(deps: Deps, scope: Scope, input: LaunchInput): Promise<CreatedRuns> {
  const spec = launchSpecSchema.parse(input);
  const plan = await planLaunch(deps, scope, spec);
  const [first] = plan.issues;
  if (first) throw new AppError({ code: (first.code as AppError['code']) ?? 'PARAMS_INVALID', message: first.message, fix: first.fix, context: { issues: plan.issues } });
  const changedRoles = spec.roles && !sameRoles(spec.roles as ColumnRoles, plan.facts.roles) ? (spec.roles as ColumnRoles) : null;
  return createRuns(deps.db, scope, {
    experiment: spec.experimentId ? { id: spec.experimentId } : { name: spec.experimentName ?? `${plan.facts.datasetName} · ${familyRegistry.get(spec.familyId).title.en}` },
    familyId: spec.familyId,
    datasetVersionId: spec.datasetVersionId,
    roleSetId: plan.facts.roleSetId,
    roles: changedRoles,
    group: { kind: spec.expand.kind, name: spec.name || `${spec.expand.kind} of ${plan.runs.length}`, spec: spec as unknown as Record<string, unknown> },
    runs: plan.runs,
    tags: spec.tags,
    labels: spec.labels,
    notes: spec.notes,
    clonedFromId: spec.clonedFromId ?? null,
    codeVersion: deps.codeVersion,
  });
}

/** The same again as a new run: data, roles, parameters and seed of an earlier one. @throws AppError NOT_FOUND and those of startRun */
export async function rerun(deps: Deps, scope: Scope, runId: RunId): Promise<CreatedRuns> {
  const run = found(await deps.db.prisma.run.findFirst({ where: { id: runId, projectId: scope.projectId } }), 'run', runId);
  const roleSet = found(await deps.db.prisma.columnRoleSet.findUnique({ where: { id: run.roleSetId } }), 'role set', run.roleSetId);
  return startRun(deps, scope, {
    experimentId: run.experimentId as LaunchSpec['experimentId'], familyId: run.familyId, datasetVersionId: run.datasetVersionId as LaunchSpec['datasetVersionId'], roles: roleSet.roles as ColumnRoles,
    name: run.name, params: run.params as Record<string, unknown>, seed: run.seed, tags: run.tags, labels: run.labels as Record<string, string>, clonedFromId: runId,
  });
}

const sameRoles = (a: ColumnRoles, b: ColumnRoles): boolean => {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((k) => a[k] === b[k]);
};

import { isAppError, type ColumnRoles, type ErrorRecord, type SearchEndReason, type SearchId, type SearchPoint } from '@bellwether/contracts';
import {
  beginStop, createTrial, curvePoints, endSearch, endTrial, launchFacts, noteRung, openSearches, readSearch, readTrials, SYSTEM_ACTOR, withSearchLock, type Deps, type SearchFacts, type TrialFacts,
} from '@bellwether/lineage';
import { ashaDecision, bestUpTo, lossOf, openSpace, propose, rungAt, rungsReached, structureOf, type PastTrial, type Space } from '@bellwether/search';
import { familyRegistry } from '@bellwether/tasks';
import { paramsOf } from './search-plan';

/** So many trials failed and none succeeded: the search is wrong, not the luck. */
const HOPELESS = 4;
/** Trials made in one look: the lock is not held for long. */
const MOST_AT_ONCE = 16;

const isOpen = (trial: TrialFacts): boolean => trial.state === 'queued' || trial.state === 'running';

/**
 * Goes on with every search that is open: judges trials at their rungs, ends what is over budget, makes the next trials. Called by any
 * worker, as often as it likes; all it knows it reads from the database, so it may die between any two statements.
 */
export async function advanceSearches(deps: Deps): Promise<void> {
  for (const id of await openSearches(deps.db)) await withSearchLock(deps.db, id, () => advanceSearch(deps, id));
}

async function advanceSearch(deps: Deps, id: SearchId): Promise<void> {
  const search = await readSearch(deps.db, id);
  if (!search) return;
  try {
    const space = openSpace(search.spec.space);
    const trials = await readTrials(deps.db, search);
    if (search.state === 'stopping') return await finishStopping(deps, search, trials);
    const overrun = spentLimit(search);
    if (overrun) return await beginStop(deps.db, search.id, overrun);
    await judge(deps, search, space, trials);
    await goOn(deps, search, space, trials);
  } catch (e) {
    // what cannot be decided is said; a database that does not answer is asked again at the next look
    if (!isAppError(e)) throw e;
    await endSearch(deps.db, search, { state: 'failed', reason: 'failed', error: e.toRecord() });
  }
}

function spentLimit({ budget, spent }: SearchFacts): 'minutes' | 'core-minutes' | null {
  if (budget.minutes !== undefined && spent.minutes >= budget.minutes) return 'minutes';
  return budget.coreMinutes !== undefined && spent.coreMinutes >= budget.coreMinutes ? 'core-minutes' : null;
}

async function finishStopping(deps: Deps, search: SearchFacts, trials: readonly TrialFacts[]): Promise<void> {
  const reason = search.endReason ?? 'stopped';
  const open = trials.filter(isOpen);
  for (const trial of open) await endTrial(deps.db, search, trial.runId, reason === 'minutes' || reason === 'core-minutes' ? { kind: 'budget', budget: reason } : { kind: 'search-stopped' });
  if (open.length === 0) await endSearch(deps.db, search, { state: reason === 'stopped' ? 'stopped' : 'done', reason, error: null });
}

/** Asynchronous successive halving: each open trial is ranked at every rung that it has newly come to, and ended where it is not kept. */
async function judge(deps: Deps, search: SearchFacts, space: Space, trials: TrialFacts[]): Promise<void> {
  const { pruner } = search.spec;
  const { curve } = search;
  if (pruner.kind !== 'asha' || curve === null) return;
  // one that ended by itself is ranked as well: those that come after it are measured against it
  const judged = trials.filter((t) => (t.state === 'running' && !t.cancelRequested) || t.state === 'done');
  const points = await curvePoints(deps.db, judged.map((t) => t.runId), curve.key);
  for (const trial of judged) {
    const curveOf = (points.get(trial.runId) ?? []).map((p, i) => ({ at: i + 1, step: p.step, value: p.value }));
    for (let rung = trial.rungs.length; rung < rungsReached(pruner, curveOf.length); rung++) {
      const at = rungAt(pruner, rung);
      const value = bestUpTo(curveOf, at, curve.better) ?? (curve.better === 'lower' ? Number.MAX_VALUE : -Number.MAX_VALUE);
      const structure = structureOf(space, trial.values);
      const loss = (v: number): number => (curve.better === 'lower' ? v : -v);
      const earlier = trials.filter((t) => t !== trial).flatMap((t) => t.rungs.filter((r) => r.rung === rung && r.structure === structure).map((r) => loss(r.value)));
      const { rank, of, keep } = ashaDecision(pruner, loss(value), earlier);
      const kept = keep || trial.state === 'done';
      await noteRung(deps.db, search.id, trial.runId, { rung, at, structure, value, rank, of, kept });
      trial.rungs.push({ rung, at, value, kept, structure });
      if (kept) continue;
      const shownAt = trial.countsEpochs ? at : (curveOf[at - 1]?.step ?? at);
      await endTrial(deps.db, search, trial.runId, { kind: 'pruned', rung, at: shownAt, unit: trial.countsEpochs ? 'epoch' : 'step', curve: curve.key, value, rank, of });
      break;
    }
  }
}

/** Makes trials up to the number that may run at once, or ends the search where there is nothing left to do. */
async function goOn(deps: Deps, search: SearchFacts, space: Space, trials: TrialFacts[]): Promise<void> {
  const { spec, budget } = search;
  const failed = trials.filter((t) => t.state === 'failed');
  if (failed.length >= HOPELESS && !trials.some((t) => t.state === 'done')) return failAll(deps, search, trials, failed.at(-1)!.error);
  const refuse = await refusal(deps, search);
  let made = trials.length;
  let open = trials.filter(isOpen).length;
  const history = trials.map((t) => pastTrial(search, t));
  for (let n = 0; n < MOST_AT_ONCE && open < spec.parallel && (budget.trials === undefined || made < budget.trials); n++) {
    const number = made + 1;
    const proposal = propose({ space, sampler: spec.sampler, seed: spec.seed, number, history, refuse });
    if (proposal.kind !== 'point') return void (open === 0 && (await endWithout(deps, search, proposal.kind, made)));
    const runId = await createTrial(deps.db, search, { number, values: proposal.point, proposedBy: proposal.by, params: paramsFor(search, proposal.point), name: `${search.name} · ${number}`.slice(0, 200) });
    if (runId === null) return;
    history.push({ number, point: proposal.point, state: 'open', loss: null });
    made++;
    open++;
  }
  if (open === 0 && budget.trials !== undefined && made >= budget.trials) await endSearch(deps.db, search, { state: 'done', reason: 'trials', error: null });
}

const endWithout = (deps: Deps, search: SearchFacts, kind: 'exhausted' | 'none-valid', made: number): Promise<void> =>
  kind === 'exhausted' || made > 0
    ? endSearch(deps.db, search, { state: 'done', reason: 'exhausted', error: null })
    : endSearch(deps.db, search, { state: 'failed', reason: 'failed', error: { code: 'PARAMS_INVALID', message: 'No values in these ranges make a run that the task accepts.', fix: 'Widen the ranges, or change the fixed parameters.' } });

async function failAll(deps: Deps, search: SearchFacts, trials: TrialFacts[], error: ErrorRecord | null): Promise<void> {
  const open = trials.filter(isOpen);
  for (const trial of open) await endTrial(deps.db, search, trial.runId, { kind: 'search-stopped' });
  const reason: SearchEndReason = 'failed';
  if (open.length === 0) await endSearch(deps.db, search, { state: 'failed', reason, error });
}

/** A pruned trial counts by the furthest rung it came to; one that was ended for another reason tells nothing about its values. */
function pastTrial(search: SearchFacts, trial: TrialFacts): PastTrial {
  const base = { number: trial.number, point: trial.values };
  const last = trial.rungs.at(-1);
  if (trial.state === 'done') return { ...base, state: 'done', loss: trial.objective === null ? null : lossOf(trial.objective, search.direction) };
  if (trial.state === 'cancelled' && trial.ending?.kind === 'pruned' && last) return { ...base, state: 'pruned', loss: null, rung: { rung: last.rung, loss: search.curve?.better === 'higher' ? -last.value : last.value } };
  return { ...base, state: isOpen(trial) ? 'open' : 'failed', loss: null };
}

/** Parsed by the family, so that a trial says all of its parameters, as any run does. */
const paramsFor = (search: SearchFacts, point: SearchPoint): Record<string, unknown> => familyRegistry.get(search.familyId).params.parse(paramsOf(search.spec.params, point)) as Record<string, unknown>;

/** What the family would not train: asked before a trial is made. */
async function refusal(deps: Deps, search: SearchFacts): Promise<(point: SearchPoint) => boolean> {
  const family = familyRegistry.get(search.familyId);
  const facts = await launchFacts(deps.db, { projectId: search.projectId, actor: SYSTEM_ACTOR }, search.spec.datasetVersionId);
  const roles = (search.spec.roles as ColumnRoles | undefined) ?? facts.roles;
  const known = { rows: facts.rows, columns: facts.columns, roles, profile: facts.profile };
  return (point) => {
    const parsed = family.params.safeParse(paramsOf(search.spec.params, point));
    return !parsed.success || family.validate(parsed.data, known).length > 0;
  };
}


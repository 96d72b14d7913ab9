import { AppError, recommendationContextSchema, recommendationRulesSchema, type ReplayInput, type ReplayOutput } from '@bellwether/contracts';
import { readLists, rulesInForce, type Deps, type ListOutcome, type Scope } from '@bellwether/lineage';
import { crossFittedRewards, estimateRatios, offPolicyValue } from '@bellwether/metrics';
import { askModel } from './ask-model';
import { catalogueFacts } from './recommend-catalogue';

type PolicyAt = { probabilities: number[]; share: number; list: string[]; pool: string[] };
type Replayed = { list: ListOutcome; policy: PolicyAt };

const REPLICATES = 1000;
/** Lists asked between two breaths, so that other requests are answered meanwhile. */
const BREATH = 20;

/**
 * What another policy would have earned on lists that were shown, had it been live: each item shown is weighed by how likely that policy is to show
 * it there, over how likely it was. The catalogue is that of now: what was in stock then is not known any more.
 * @throws AppError NOT_FOUND, NO_CHAMPION, DATA_EMPTY (no list to replay)
 */
export async function replayLists(deps: Deps, scope: Scope, input: ReplayInput): Promise<ReplayOutput> {
  const lists = await readLists(deps, scope, { model: input.model, limit: input.limit, ...(input.placement ? { placement: input.placement } : {}), ...(input.from ? { from: input.from } : {}), ...(input.to ? { to: input.to } : {}) });
  const usable = lists.filter((l) => l.items.length > 0 && l.probabilities.length === l.items.length && l.probabilities.every((p) => p > 0));
  if (usable.length === 0) throw new AppError({ code: 'DATA_EMPTY', message: `Expected lists that ${input.model} has shown${input.placement ? ` at ${input.placement}` : ''}, found ${lists.length === 0 ? 'none' : 'none with probabilities'}.`, fix: 'Ask for lists through recommendation.recommend, report what came of them, and replay then.' });
  const { catalogueEpoch } = await rulesInForce(deps.db, scope, { model: input.model, placement: input.placement ?? 'for-you' });
  const catalogue = await catalogueFacts(deps, scope, catalogueEpoch);
  const replayed: Replayed[] = [];
  let version = 0;
  for (const [k, list] of usable.entries()) {
    const request = recommendationContextSchema.safeParse(list.request);
    if (!request.success) continue;
    const { answer, served } = await askModel<PolicyAt>(deps, scope, {
      model: input.model, ...(input.version === undefined ? {} : { version: input.version }), ask: 'policy',
      request: { request: request.data, rules: input.rules ?? recommendationRulesSchema.parse(list.rules), catalogue, now: request.data.at === undefined ? list.at.getTime() : Date.parse(request.data.at), shown: list.items },
    });
    version = served.number;
    replayed.push({ list, policy: answer });
    if (k % BREATH === BREATH - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return { model: input.model, version, reward: input.reward, skipped: lists.length - replayed.length, ...estimates(replayed, input.reward) };
}

type Choice = { list: number; item: number; reward: number; logged: number; target: number; expected: (reward: (item: number) => number) => number };

/** Items as numbers, and of each shown one what the policy in question would expect of its place. */
function choicesOf(replayed: readonly Replayed[], reward: ReplayInput['reward']): Choice[] {
  const ids = new Map<string, number>();
  const idOf = (item: string): number => ids.get(item) ?? (ids.set(item, ids.size), ids.size - 1);
  return replayed.flatMap(({ list, policy }, l) => {
    const earned = new Set(list.feedback.filter((f) => f.kind === reward).map((f) => f.item));
    const pool = policy.pool.map(idOf);
    return list.items.map((item, p): Choice => {
      const own = policy.list[p] === undefined ? null : idOf(policy.list[p]);
      const drawn = policy.list.length === 0 ? 0 : policy.share / policy.list.length;
      return {
        list: l, item: idOf(item), reward: earned.has(item) ? 1 : 0, logged: list.probabilities[p]!, target: policy.probabilities[p]!,
        expected: (of) => (own === null ? 0 : (1 - drawn) * of(own) + (pool.length === 0 ? 0 : (drawn * pool.reduce((s, i) => s + of(i), 0)) / pool.length)),
      };
    });
  });
}

function estimates(replayed: readonly Replayed[], reward: ReplayInput['reward']): Omit<ReplayOutput, 'model' | 'version' | 'reward' | 'skipped'> {
  const choices = choicesOf(replayed, reward);
  const of = (pick: (c: Choice) => number): Float64Array => Float64Array.from(choices, pick);
  const rewards = of((c) => c.reward);
  const group = of((c) => c.list);
  // folds are by row: lists that stand together are judged by models of the others
  const fitted = crossFittedRewards(of((c) => c.item), rewards, { strength: 50 });
  const model = { chosen: Float64Array.from(choices, (c, i) => fitted(i, c.item)), expected: Float64Array.from(choices, (c, i) => c.expected((item) => fitted(i, item))) };
  const value = offPolicyValue({ reward: rewards, logged: of((c) => c.logged), target: of((c) => c.target), group, model }, { seed: 1, replicates: REPLICATES });
  const logged = estimateRatios({ keys: ['logged'], group, top: [rewards], bottom: [null] }, { seed: 1, replicates: REPLICATES }).logged!;
  const times = replayed.map(({ list }) => list.at.getTime());
  return {
    lists: replayed.length, shown: choices.length, rewards: rewards.reduce((s, r) => s + r, 0), from: new Date(Math.min(...times)), to: new Date(Math.max(...times)),
    logged, ips: value.ips, snips: value.snips, dr: value.dr!, effectiveChoices: value.effectiveChoices, maxWeight: value.maxWeight, support: value.support,
    sameShare: choices.filter((c) => c.target > 0.5).length / choices.length,
  };
}

import { randomUUID } from 'node:crypto';
import { AppError, type PairedDifference, type Recommendation, type RecommendationContext, type RecommendationRules, type RecommendInput, type RecommendOutput } from '@bellwether/contracts';
import { listSetting, liveModelsOf, logList, rulesInForce, type Deps, type Scope } from '@bellwether/lineage';
import { askModel, askVersion, familiesThatAnswer } from './ask-model';
import { catalogueFacts } from './recommend-catalogue';

type Made = { output: RecommendOutput; rules: RecommendationRules; modelId: string; versionId: string; alias: string | null; at: Date; request: Record<string, unknown> };

/**
 * A list for a place in the shop, by the model of this name or the only live one that recommends. Rules come with the request, or are those saved for
 * the placement. Kept with positions and probabilities: on disk when this answers, in the database a moment later.
 * @throws AppError NOT_FOUND, NO_CHAMPION, INPUT_INVALID
 */
export async function recommend(deps: Deps, scope: Scope, input: RecommendInput): Promise<RecommendOutput> {
  const { output, rules, modelId, versionId, alias, at, request } = await makeList(deps, scope, input, true);
  await logList(deps, scope, {
    id: output.listId, modelId: modelId as never, modelVersionId: versionId as never, alias, placement: output.placement, customerKey: input.customer ?? null, request, rules, fallback: output.fallback,
    items: output.items.map((i) => i.item), probabilities: output.items.map((i) => i.probability), exploredPosition: output.exploredPosition, latencyMs: output.latencyMs, at,
  });
  return output;
}

/** The same list for who edits rules: nothing is kept, and nothing is drawn. @throws AppError as `recommend` */
export const previewList = async (deps: Deps, scope: Scope, input: RecommendInput): Promise<RecommendOutput> => (await makeList(deps, scope, input, false)).output;

async function makeList(deps: Deps, scope: Scope, input: RecommendInput, live: boolean): Promise<Made> {
  const model = input.model ?? (await onlyModel(deps, scope, input.alias));
  const { served, ...inForce } = await listSetting(deps.db, scope, { model, alias: input.alias, placement: input.placement, ...(input.version === undefined ? {} : { version: input.version }) });
  const given = input.rules ?? inForce.rules;
  const shown: RecommendationRules = input.exclude.length === 0 ? given : { ...given, filters: { ...given.filters, hide: [...given.filters.hide, ...input.exclude] } };
  // a preview shows the policy itself, not one draw of it
  const rules: RecommendationRules = live ? shown : { ...shown, explore: { ...shown.explore, share: 0 } };
  const at = deps.now();
  const listId = randomUUID();
  const context = contextOf(input);
  const seed = input.seed ?? listId;
  const { answer, latencyMs } = await askVersion<Recommendation>(deps, served, {
    ask: 'recommend',
    request: { request: context, rules, catalogue: await catalogueFacts(deps, scope, inForce.catalogueEpoch), seed, now: context.at === undefined ? at.getTime() : Date.parse(context.at) },
  });
  const from = input.rules ? 'request' : inForce.number > 0 ? 'saved' : 'default';
  return {
    output: { ...answer, listId, model: served.modelName, version: served.number, placement: input.placement, rules: { from, number: input.rules ? 0 : inForce.number }, latencyMs },
    rules, modelId: served.modelId, versionId: served.versionId, alias: served.alias, at, request: { ...context, seed },
  };
}

/** Of what was asked, what the family answers to. */
function contextOf({ placement, customer, recent, item, basket, category, limit, at }: RecommendInput): RecommendationContext {
  return { placement, recent, basket, limit, ...(customer === undefined ? {} : { customer }), ...(item === undefined ? {} : { item }), ...(category === undefined ? {} : { category }), ...(at === undefined ? {} : { at }) };
}

async function onlyModel(deps: Deps, scope: Scope, alias: string): Promise<string> {
  const names = await liveModelsOf(deps.db, scope, familiesThatAnswer('recommend'), alias);
  if (names.length === 1) return names[0]!;
  throw new AppError({
    code: names.length === 0 ? 'NO_CHAMPION' : 'INPUT_INVALID', message: names.length === 0 ? `Expected a model that recommends under the alias ${alias}, found none.` : `Expected the name of a model, since ${names.length} recommend: ${names.join(', ')}.`,
    fix: names.length === 0 ? 'Train a recommendation model and promote it.' : 'Send model.',
  });
}

/** NDCG@10 on held-out lists with these rules against none. @throws AppError as `recommend` */
export async function ruleCost(deps: Deps, scope: Scope, input: { model: string; alias?: string; rules: RecommendationRules }): Promise<PairedDifference> {
  const { catalogueEpoch } = await rulesInForce(deps.db, scope, { model: input.model, placement: 'for-you' });
  const catalogue = await catalogueFacts(deps, scope, catalogueEpoch);
  return (await askModel<PairedDifference>(deps, scope, { model: input.model, ...(input.alias === undefined ? {} : { alias: input.alias }), ask: 'rule-cost', request: { rules: input.rules, catalogue } })).answer;
}

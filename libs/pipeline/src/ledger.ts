import { AppError, CHAMPION, type ForecastAnswer, type LedgerAnswer, type LedgerAsk, type LedgerSide, type Recommendation } from '@bellwether/contracts';
import { newestScores, servingVersion, type Deps, type Scope, type ServedVersion } from '@bellwether/lineage';
import { combineEstimates, fitIntervalSpread, varianceOf, type Combined, type Estimated, type MeanSpread } from '@bellwether/metrics';
import { familyRegistry, type Ask } from '@bellwether/tasks';
import { askModel } from './ask-model';
import { buyerUnits, type BuyerUnits } from './ledger-units';
import { withPredictor } from './predict-cache';

/** Scores read at most. */
const MOST_SCORES = 200_000;
/** Customers whose next items are asked for: more would take the server's time and move no sum by more than chance does. */
const MOST_ASKED = 1_000;
const NEXT_ITEMS = 100;
const DAYS_OF = { day: 1, week: 7, month: 30.4375 } as const;
/** Half the width of an 80 % interval in deviations. */
const Z80 = 1.2816;
/** Both sides learn from the same months and are wrong together: correlation of their errors by category, .3 to .5 on made shops. */
const TOGETHER = 0.5;
/** Products that have no value in the column. */
const NONE = '–';

type Category = { customers: Estimated; sales: Estimated };

/**
 * Customers' chances to buy times what they would take, beside the forecast of products, category by category; where they disagree more than chance explains, both are less
 * sure than they say, and what is agreed lies between them.
 * Units of a category are the sum over customers of chance x lines a buyer takes x share of the category among their next items x units that a line of the category holds.
 * @throws AppError NOT_FOUND, NO_CHAMPION, INPUT_INVALID naming which model cannot answer or what has not been scored yet
 */
export async function reconcileLedger(deps: Deps, scope: Scope, ask: LedgerAsk): Promise<LedgerAnswer> {
  const purchase = await servingVersion(deps.db, scope, { model: ask.purchase, alias: CHAMPION });
  const next = await servingVersion(deps.db, scope, { model: ask.next, alias: CHAMPION });
  const family = familyRegistry.get(next.familyId);
  const recommend = family.asks?.['recommend'];
  if (!recommend) throw new AppError({ code: 'INPUT_INVALID', message: `Expected a model that recommends; ${next.modelName} answers ${Object.keys(family.asks ?? {}).join(', ') || 'rows of features only'}.`, fix: 'Name another model.' });
  const forecast = await askModel<ForecastAnswer>(deps, scope, { model: ask.forecast, ask: 'forecast', request: { limit: 10_000, historySteps: 0 } });
  const scores = await newestScores(deps.db, scope, { modelVersionId: purchase.versionId, limit: MOST_SCORES });
  if (scores.length === 0) throw new AppError({ code: 'INPUT_INVALID', message: `Expected customers scored by ${purchase.modelName} v${purchase.number}, found none.`, fix: 'Score a dataset version with a column of the role id on the page of the model, then look again.' });
  if (scores.some((s) => !(s.score >= 0 && s.score <= 1))) throw new AppError({ code: 'INPUT_INVALID', message: `Expected chances to buy between 0 and 1 from ${purchase.modelName}, received ${scores.find((s) => !(s.score >= 0 && s.score <= 1))!.score}.`, fix: 'Name a model whose score is a probability.' });
  const columns = [...new Set(forecast.answer.series.flatMap((s) => Object.keys(s.statics)))];
  const by = ask.by ?? columns[0] ?? null;
  const categoryOf = new Map(forecast.answer.series.map((s) => [s.item, by === null ? NONE : (s.statics[by] ?? NONE)]));
  const units = await buyerUnits(deps, scope, [forecast.served.versionId, next.versionId], ask.days, categoryOf);
  const categories = new Map<string, Category>([...new Set(categoryOf.values())].map((c) => [c, { customers: { mean: 0, variance: 0 }, sales: { mean: 0, variance: 0 } }]));
  addSales(categories, categoryOf, forecast.answer, ask.days);
  const asked = await addCustomers(deps, categories, categoryOf, next, recommend, scores, units);
  const listsApart = widen(categories, forecast.answer.sums.find((s) => s.column === by), asked.shares);
  const names = [...categories.keys()];
  const pairs = names.map((name) => [categories.get(name)!.customers, categories.get(name)!.sales] as const);
  const { combined, relativeError } = combineEstimates(pairs, TOGETHER);
  const lines = names.map((category, i) => ({ category, ...line(pairs[i]![0], pairs[i]![1], combined[i]!) })).sort((a, b) => b.agreed.mean - a.agreed.mean || (a.category < b.category ? -1 : 1));
  const total = sumOf(pairs, combined, forecast.answer);
  return {
    days: ask.days, by, columns, lines, total, spread: Math.hypot(relativeError, listsApart), unmatched: asked.unmatched,
    customers: { scored: scores.length, asked: asked.asked, unknown: asked.unknown, buyers: scores.reduce((a, s) => a + s.score, 0), unitsPerBuyer: units.units, unitsFrom: { buyers: units.buyers, days: units.days } },
    models: { purchase: label(purchase), next: label(next), forecast: label(forecast.served) },
  };
}

const label = (v: ServedVersion): string => `${v.modelName} v${v.number}`;

/** The forecast over so many days, part of a step by its share; beyond the horizon at its own level. */
function addSales(categories: Map<string, Category>, categoryOf: Map<string, string>, answer: ForecastAnswer, days: number): void {
  const steps = days / DAYS_OF[answer.frequency];
  for (const s of answer.series) {
    const cell = categories.get(categoryOf.get(s.item)!)!.sales;
    const beyond = Math.max(1, steps / s.forecast.length);
    s.forecast.forEach((f, h) => {
      const share = Math.min(1, Math.max(0, steps - h)) * beyond;
      cell.mean += share * f.mean;
      // levels 0.1 and 0.9 of a step, steps and products taken as independent: what stands where nothing was learnt of sums
      cell.variance += (share * (f.quantiles[8]! - f.quantiles[0]!)) ** 2 / (2 * Z80) ** 2;
    });
  }
}

type List = { /** chance to buy */ chance: number; /** in deviations of the list's scores below the best */ items: { category: string; below: number }[] };

type Asked = { asked: number; unknown: number; unmatched: number; shares: { spreads: MeanSpread[]; perLine(category: string): number } };

/** A buyer takes so many lines, spread over categories as their next items are. */
async function addCustomers(deps: Deps, categories: Map<string, Category>, categoryOf: Map<string, string>, next: ServedVersion, recommend: Ask, scores: readonly { key: string; score: number }[], units: BuyerUnits): Promise<Asked> {
  const every = Math.max(1, scores.length / MOST_ASKED);
  const chosen = scores.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every) || i === 0);
  const stands = scores.length / chosen.length;
  const now = deps.now().getTime();
  const lists: List[] = [];
  let [outside, all, unknown] = [0, 0, 0];
  await withPredictor(deps, next, async (predictor) => {
    for (const { key, score } of chosen) {
      const request = recommend.input.parse({ request: { placement: 'for-you', customer: key, limit: NEXT_ITEMS }, rules: { filters: { alreadyBought: 'show', inStock: false } }, now, reasons: false });
      const { items, fallback } = (await predictor.ask!('recommend', request)) as Recommendation;
      if (fallback !== 'none') unknown++;
      const known = items.flatMap((i) => (categoryOf.has(i.item) ? [{ category: categoryOf.get(i.item)!, score: i.score }] : []));
      all += items.length;
      outside += items.length - known.length;
      lists.push({ chance: score, items: belowBest(known) });
    }
  });
  const sharpness = fitSharpness(lists, units.taken);
  const lines = new Map<string, number>();
  for (const { chance, items } of lists)
    for (const [category, share] of sharesOf(items, sharpness)) {
      const cell = categories.get(category)!.customers;
      lines.set(category, (lines.get(category) ?? 0) + chance * share);
      const perLine = units.unitsPerLine(category);
      const taken = units.lines * share * perLine;
      cell.mean += stands * chance * taken;
      // whether they buy, and how many lines they take then, as a count
      cell.variance += stands * (chance * (1 - chance) * taken ** 2 + chance * taken * perLine);
    }
  return { shares: { spreads: shareSpreads([...categories.keys()], lines, units), perLine: units.unitsPerLine }, asked: chosen.length, unknown, unmatched: all > 0 ? outside / all : 0 };
}

/**
 * Lists of all customers lean the same way, so their errors by category do not cancel. How far shares of the lists lay from what each of the last windows took, and, as lists
 * were made knowing those windows, how far each window lay from the one before it: the wider of both tells how far they may be wrong. @returns of lines
 */
function shareSpreads(names: readonly string[], lines: ReadonlyMap<string, number>, units: BuyerUnits): MeanSpread[] {
  const windows = [units.taken, ...units.before];
  const sumOf = (of: ReadonlyMap<string, number>): number => [...of.values()].reduce((a, b) => a + b, 0);
  const pairs = (said: ReadonlyMap<string, number>, came: ReadonlyMap<string, number>) => names.map((c) => ({ mean: (sumOf(came) * (said.get(c) ?? 0)) / Math.max(sumOf(said), 1e-9), came: came.get(c) ?? 0 }));
  return [windows.flatMap((came) => pairs(lines, came)), windows.slice(0, -1).flatMap((came, k) => pairs(windows[k + 1]!, came))].flatMap((all) => fitIntervalSpread(all) ?? []);
}

/**
 * Sums of products are as sure as they were in earlier months, shares of customers' lists as they were in the last windows; both at the level between the sides, else the lower
 * side would always look the surer. Sales have been tried on months they had not seen and lists have not: what the sides lie further apart is laid on the lists.
 * @returns that, as a share of the level
 */
function widen(categories: Map<string, Category>, sums: MeanSpread | undefined, shares: Asked['shares']): number {
  const cells = [...categories].map(([name, c]) => ({ name, ...c, level: (c.customers.mean + c.sales.mean) / 2 }));
  for (const { name, customers, sales, level } of cells) {
    if (sums) sales.variance = varianceOf(sums, level);
    for (const spread of shares.spreads) customers.variance = Math.max(customers.variance, shares.perLine(name) ** 2 * varianceOf(spread, level / shares.perLine(name)));
  }
  const apart = sums ? fitIntervalSpread(cells.map((c) => ({ mean: c.level, came: c.level + c.customers.mean - c.sales.mean }))) : null;
  if (apart === null) return 0;
  let [added, scale] = [0, 0];
  for (const { customers, sales, level } of cells) {
    // deviation of the customers' side at which the difference of both has the variance that was found
    const deviation = TOGETHER * Math.sqrt(sales.variance) + Math.sqrt(Math.max(0, varianceOf(apart, level) - (1 - TOGETHER ** 2) * sales.variance));
    added += Math.max(0, deviation ** 2 - customers.variance);
    scale += level ** 2;
    customers.variance = Math.max(customers.variance, deviation ** 2);
  }
  return scale > 0 ? Math.sqrt(added / scale) : 0;
}

function belowBest(items: readonly { category: string; score: number }[]): List['items'] {
  const mean = items.reduce((a, i) => a + i.score, 0) / items.length;
  const deviation = Math.sqrt(items.reduce((a, i) => a + (i.score - mean) ** 2, 0) / items.length) || 1;
  const top = Math.max(...items.map((i) => i.score));
  return items.map((i) => ({ category: i.category, below: (top - i.score) / deviation }));
}

function sharesOf(items: List['items'], sharpness: number): Map<string, number> {
  const shares = new Map<string, number>();
  const sum = items.reduce((a, i) => a + Math.exp(-sharpness * i.below), 0);
  for (const i of items) shares.set(i.category, (shares.get(i.category) ?? 0) + Math.exp(-sharpness * i.below) / sum);
  return shares;
}

/** Scores of a list order items and are no chances: how much a better one counts is what makes the lists of all look most like what was taken lately (least divergence). */
function fitSharpness(lists: readonly List[], taken: ReadonlyMap<string, number>): number {
  const lines = [...taken.values()].reduce((a, b) => a + b, 0);
  let best = { sharpness: 1, loss: Number.POSITIVE_INFINITY };
  for (const sharpness of [0, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.4, 2, 3]) {
    const total = new Map<string, number>();
    for (const { chance, items } of lists) for (const [category, share] of sharesOf(items, sharpness)) total.set(category, (total.get(category) ?? 0) + chance * share);
    const sum = [...total.values()].reduce((a, b) => a + b, 0);
    const loss = -[...taken].reduce((a, [category, n]) => a + (n / lines) * Math.log(Math.max((total.get(category) ?? 0) / sum, 1e-6)), 0);
    if (loss < best.loss) best = { sharpness, loss };
  }
  return best.sharpness;
}

const side = ({ mean, variance }: Estimated): LedgerSide => ({ mean, low: Math.max(0, mean - Z80 * Math.sqrt(variance)), high: mean + Z80 * Math.sqrt(variance) });
const line = (customers: Estimated, sales: Estimated, agreed: Combined) => ({ customers: side(customers), sales: side(sales), gap: customers.mean - sales.mean, agreed: side(agreed), weight: agreed.weight });

/** Errors of categories do not cancel in their sum as independent ones would: how sure the whole is on the side of sales is learnt of the whole. */
function sumOf(pairs: readonly (readonly [Estimated, Estimated])[], combined: readonly Combined[], { sums }: ForecastAnswer): LedgerAnswer['total'] {
  const add = (list: readonly Estimated[]): Estimated => ({ mean: list.reduce((a, e) => a + e.mean, 0), variance: list.reduce((a, e) => a + e.variance, 0) });
  const [customers, sales, agreed] = [add(pairs.map((p) => p[0])), add(pairs.map((p) => p[1])), add(combined)];
  const learnt = sums.find((s) => s.column === null);
  if (learnt) sales.variance = varianceOf(learnt, sales.mean);
  const [whole] = combineEstimates([[customers, sales]], TOGETHER).combined;
  return line(customers, sales, { mean: agreed.mean, variance: whole!.variance, weight: agreed.mean > 0 ? combined.reduce((a, c) => a + c.weight * c.mean, 0) / agreed.mean : 0 });
}

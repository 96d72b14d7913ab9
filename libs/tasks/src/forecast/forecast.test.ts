import type { ColumnRoles, ForecastAnswer, ReorderAnswer, SimulationAnswer } from '@bellwether/contracts';
import { seededRandom } from '@bellwether/metrics';
import { createFamilyRegistry } from '../family-registry';
import { describeFamilyContract } from '../testing/family-contract';
import type { Example } from '../testing/example-table';
import { recordTraining } from '../testing/recorded-training';
import { forecastFamily } from './index';

const WEEK_MS = 7 * 86_400_000;
const FIRST = Date.UTC(2024, 0, 1);
const ROLES: ColumnRoles = { week: 'time', sku: 'item', units: 'quantity', price: 'price', category: 'category', promotion: 'numeric', stock: 'numeric' };

type Line = { week: number; sku: string; units: number; price?: number; category?: string; promotion?: number; stock?: number };

function tableOf(lines: Line[]): Example {
  const numeric = (name: string, of: (l: Line) => number) => ({ name, type: 'number' as const, values: Float64Array.from(lines, of) });
  return {
    roles: ROLES,
    table: {
      rows: lines.length, rowIndex: Int32Array.from({ length: lines.length }, (_, i) => i + 1),
      columns: [
        { name: 'week', type: 'date', values: Float64Array.from(lines, (l) => FIRST + l.week * WEEK_MS) }, { name: 'sku', type: 'string', values: lines.map((l) => l.sku) }, numeric('units', (l) => l.units), numeric('price', (l) => l.price ?? 4),
        { name: 'category', type: 'string', values: lines.map((l) => l.category ?? 'all') }, numeric('promotion', (l) => l.promotion ?? 0), numeric('stock', (l) => l.stock ?? 100),
      ],
    },
  };
}

/** Weekly sales of 12 products that double when promoted; or, when asked, numbers without rhyme or reason. */
function exampleSales({ shuffledLabels }: { shuffledLabels: boolean }): Example {
  const random = seededRandom(3);
  const lines: Line[] = [];
  for (let i = 0; i < 12; i++) {
    const level = shuffledLabels ? 50 : 10 + 80 * random.unit();
    for (let week = 0; week < 70; week++) {
      const promotion = random.unit() < 0.3 ? 1 : 0;
      lines.push({ week, sku: `s${String(i).padStart(2, '0')}`, category: `c${i % 3}`, promotion, units: Math.round(shuffledLabels ? 100 * random.unit() : level * (1 + promotion) * (0.85 + 0.3 * random.unit())) });
    }
  }
  return tableOf(lines);
}

const FAST = { model: 'blend', members: ['statistical', 'boosted'], horizon: 6, knownAhead: ['promotion'], trees: 12, treeRate: 0.4, leaves: 6, rows: 1500, bootstrapReplicates: 200, protectionSteps: 2 };
const questions = [
  { ask: 'forecast', request: { items: ['s00', 'nobody'], historySteps: 4, newItems: [{ item: 'new', like: ['s01', 's02'] }] } },
  { ask: 'reorder', request: { items: [{ item: 's00', onHand: 5 }, { item: 'nobody' }], budget: 500 } },
  { ask: 'simulate', request: { items: ['s00', 's01', 'nobody'], terms: { reviewPeriod: 3 } } },
];

// a promotion doubles sales and the noise is a sixth: a forecast that knows it loses about .06, one that does not more than .2
describeFamilyContract({ family: forecastFamily, params: FAST, example: exampleSales, reaches: 0.1, chance: 0.37, questions });

const train = (lines: Line[], params: Record<string, unknown>) => recordTraining(forecastFamily, tableOf(lines), { params: { horizon: 4, model: 'statistical', bootstrapReplicates: 0, ...params } });
/** Trains once, answers often. */
const asker = async (lines: Line[], params: Record<string, unknown>) => {
  const predictor = await forecastFamily.load((await train(lines, params)).model.artifact);
  return async <T>(name: string, request: unknown): Promise<T> => (await predictor.ask!(name, forecastFamily.asks![name]!.input.parse(request))) as T;
};
const ask = async <T>(lines: Line[], params: Record<string, unknown>, name: string, request: unknown): Promise<T> => (await asker(lines, params))<T>(name, request);
const weekly = (sku: string, weeks: number, units: (week: number) => number, from = 0): Line[] => Array.from({ length: weeks - from }, (_, k) => ({ week: from + k, sku, units: units(from + k) }));

describe('awkward sales', () => {
  const steady = weekly('steady', 40, () => 10);

  test('a series of zeros, of one point, with a gap of a year, and one that starts yesterday are each answered with finite numbers', async () => {
    const lines = [...weekly('steady', 90, () => 10), ...weekly('zeros', 90, () => 0), { week: 50, sku: 'one point', units: 7 }, ...weekly('gap', 90, (w) => (w < 20 || w > 72 ? 6 : 0)).filter((l) => l.units > 0), { week: 89, sku: 'yesterday', units: 3 }];
    const { series } = await ask<ForecastAnswer>(lines, {}, 'forecast', {});
    expect(series.map((s) => s.item).sort()).toEqual(['gap', 'one point', 'steady', 'yesterday', 'zeros']);
    for (const s of series) for (const f of s.forecast) expect([f.mean, ...f.quantiles].every((v) => Number.isFinite(v) && v >= 0)).toBe(true);
    const of = (item: string): number => series.find((s) => s.item === item)!.forecast[0]!.mean;
    expect(of('zeros')).toBe(0);
    expect(of('steady')).toBeGreaterThan(8);
    expect(of('yesterday')).toBeGreaterThan(0);
  });

  test('returns are netted in their own step and never make demand negative', async () => {
    const lines = [...steady, { week: 35, sku: 'steady', units: -4 }, ...weekly('returned', 40, (w) => (w % 2 ? -5 : 5))];
    const { series } = await ask<ForecastAnswer>(lines, {}, 'forecast', { historySteps: 10 });
    const history = series.find((s) => s.item === 'steady')!.history;
    expect(history[5]!.value).toBe(6);
    expect(series.find((s) => s.item === 'returned')!.history.every((h) => h.value! >= 0)).toBe(true);
  });

  test('a horizon longer than the history is refused with what would do', async () => {
    await expect(train(weekly('short', 9, () => 3), { horizon: 12 })).rejects.toMatchObject({ code: 'DATA_TOO_SHORT', message: expect.stringContaining('16'), fix: expect.stringContaining('horizon') });
  });

  test('a promotion calendar that ends before the horizon, and a price that is not known ahead, are forecast as unknown, not refused', async () => {
    const lines = [...weekly('a', 40, (w) => 10 + (w % 4 === 0 ? 10 : 0)), ...weekly('b', 40, () => 4)].map((l) => ({ ...l, promotion: l.week % 4 === 0 ? 1 : 0 }));
    const boosted = { model: 'boosted', knownAhead: ['promotion', 'price'], trees: 20, rows: 2000, hierarchy: false };
    const { series, knownAhead } = await ask<ForecastAnswer>(lines, boosted, 'forecast', { items: ['a'] });
    expect(knownAhead).toEqual(['promotion', 'price']);
    expect(series[0]!.forecast.every((f) => Number.isFinite(f.mean))).toBe(true);
  });

  test('a promotion calendar that ends part-way: totals follow what is told, the other steps are as usual and are named, and a last promotion is not one for ever after', async () => {
    // every third week sells three times as much; the plan of two weeks more ends with such a week, that of one product a week earlier
    const past = Array.from({ length: 8 }, (_, i) => weekly(`p${i}`, 60, (w) => ((w + i) % 3 === 0 ? 30 : 10) + ((w * 7 + i) % 3)).map((l) => ({ ...l, promotion: (l.week + i) % 3 === 0 ? 1 : 0 }))).flat();
    const plan = Array.from({ length: 8 }, (_, i) => [60, 61].slice(0, i === 7 ? 1 : 2).map((week) => ({ week, sku: `p${i}`, units: Number.NaN, promotion: week === (i === 7 ? 60 : 61) ? 1 : 0 }))).flat();
    const answer = await asker([...past, ...plan], { model: 'tsb', knownAhead: ['promotion'], trees: 20, rows: 400, hierarchy: false, protectionSteps: 4 });
    const { series, untold } = await answer<ForecastAnswer>('forecast', {});
    expect(untold).toEqual([{ column: 'promotion', from: '2025-03-03', steps: 3, products: 8 }]);
    const [one, last] = [series.find((s) => s.item === 'p0')!, series.find((s) => s.item === 'p7')!];
    expect([one.known['promotion']!.slice(-4), last.known['promotion']!.slice(-4)]).toEqual([[0, 1, null, null], [1, null, null, null]]);
    // of four weeks one is promoted for sure and two are as usual, a third promoted: 11 + 31 + 2 x 17.7
    expect(one.total!.mean).toBeGreaterThan(65);
    expect(one.total!.mean).toBeLessThan(90);
    expect((await answer<ReorderAnswer>('reorder', { items: [{ item: 'p0' }] })).untold).toEqual([{ column: 'promotion', from: '2025-03-10', steps: 2, products: 1 }]);
  });

  test('a promotion that is written on sales lines alone does not tell that weeks without a line sold nothing, nor that weeks ahead will not', async () => {
    const some = (id: number): Line[] => weekly(`p${id}`, 80, (w) => ((w * 7 + id * 3) % 5 < 3 ? 4 + ((w + id) % 3) : 0)).filter((l) => l.units > 0).map((l) => ({ ...l, promotion: l.week % 9 === 0 ? 1 : 0 }));
    const lines = Array.from({ length: 12 }, (_, i) => some(i)).flat();
    const { series } = await ask<ForecastAnswer>(lines, { model: 'boosted', knownAhead: ['promotion'], trees: 25, treeRate: 0.3, rows: 1500, hierarchy: false }, 'forecast', {});
    const ahead = series.reduce((a, s) => a + s.forecast.reduce((b, f) => b + f.mean, 0), 0);
    expect(ahead / (12 * 4 * 3)).toBeGreaterThan(0.75);
    expect(ahead / (12 * 4 * 3)).toBeLessThan(1.25);
  });

  test('weeks with an empty shelf are not small demand', async () => {
    const lines = weekly('sold out', 60, (w) => (w >= 45 ? 0 : 20)).map((l) => ({ ...l, stock: l.week >= 45 ? 0 : 50 }));
    const other = weekly('other', 60, () => 5).map((l) => ({ ...l, stock: 50 }));
    const mean = async (stockColumn: string): Promise<number> => (await ask<ForecastAnswer>([...lines, ...other], { stockColumn, hierarchy: false }, 'forecast', { items: ['sold out'] })).series[0]!.forecast[0]!.mean;
    expect(await mean('stock')).toBeGreaterThan(15);
    expect(await mean('')).toBeLessThan(5);
  });

  test('a cell that is no number, a quantity that is not finite and a date of another century are refused by name', async () => {
    await expect(train([...steady, { week: 3, sku: 'steady', units: Number.POSITIVE_INFINITY }], {})).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('row 41') });
    await expect(train([...steady, { week: -90_000, sku: 'steady', units: 1 }], {})).rejects.toMatchObject({ code: 'INPUT_INVALID', fix: expect.stringContaining('century') });
  });
});

describe('orders', () => {
  const lines = [...weekly('fast', 60, (w) => 50 + (w % 5)), ...weekly('slow', 60, (w) => (w % 6 === 0 ? 2 : 0))];

  test('say how much, by when and why; a fuller shelf orders less, a dearer miss more, a budget cuts what saves least', async () => {
    const answer = await asker(lines, {});
    const order = async (request: unknown): Promise<ReorderAnswer> => answer<ReorderAnswer>('reorder', request);
    const empty = await order({ items: [{ item: 'fast' }, { item: 'slow' }] });
    const [fast] = empty.lines;
    expect(fast).toMatchObject({ item: 'fast', onHand: 0, why: { en: expect.stringContaining('expected over 3 weeks'), zh: expect.stringContaining('周') } });
    expect(fast!.order).toBeGreaterThan(140);
    expect(fast!.expectedLoss).toBeLessThan(fast!.lossWithoutOrder);
    const full = await order({ items: [{ item: 'fast', onHand: 120, onOrder: 20 }] });
    expect(full.lines[0]!.order).toBeLessThan(fast!.order - 100);
    expect(full.lines[0]!.emptyBy! > fast!.emptyBy!).toBe(true);
    const dear = await order({ items: [{ item: 'fast' }], terms: { shortageCost: 50 } });
    expect(dear.lines[0]!.target).toBeGreaterThan(fast!.target);
    const cut = await order({ items: [{ item: 'fast' }, { item: 'slow' }, { item: 'unheard of' }], budget: 60 });
    expect(cut.spent).toBeLessThanOrEqual(60);
    expect(cut.lostToBudget).toBeGreaterThan(0);
    expect(cut.unknown).toEqual(['unheard of']);
  });

  test('costs may be shares of prices: dear products weigh more, one without a price counts at the usual one, and without any price they are refused', async () => {
    const priced = [{ item: 'dear', price: 40 }, { item: 'cheap', price: 2 }, { item: 'usual', price: 10 }, { item: 'unpriced', price: 0 }].flatMap(({ item, price }) => weekly(item, 60, (w) => 20 + (w % 5)).map((l) => ({ ...l, price })));
    const answer = await asker(priced, { horizon: 6 });
    const terms = { shortageCost: 0.4, holdingCost: 0.02, unitCost: 0.6 };
    const ordered = await answer<ReorderAnswer>('reorder', { terms: { ...terms, costsIn: 'price' } });
    expect(ordered.prices).toEqual({ known: 3, usual: 10 });
    expect(Object.fromEntries(ordered.lines.map((l) => [l.item, l.unitCost]))).toEqual({ dear: 24, cheap: 1.2, usual: 6, unpriced: 6 });
    expect(ordered.lines[0]!.item).toBe('dear');
    expect(ordered.lines.filter((l) => l.why.en.includes('Its price is not known: the usual one, 10')).map((l) => l.item)).toEqual(['unpriced']);
    // the same level for all: keeping and missing a unit are the same shares of every price
    const flat = await answer<ReorderAnswer>('reorder', { terms: { shortageCost: 4, holdingCost: 0.2, unitCost: 6 } });
    for (const line of ordered.lines) expect(line).toMatchObject({ order: flat.lines.find((l) => l.item === line.item)!.order, level: flat.lines[0]!.level });
    expect(ordered.lines.find((l) => l.item === 'usual')).toMatchObject({ cost: flat.lines.find((l) => l.item === 'usual')!.cost });
    // money buys what is missed at the highest price first
    const cut = await answer<ReorderAnswer>('reorder', { terms: { ...terms, costsIn: 'price', shortageCost: 0.4 }, items: [{ item: 'dear' }, { item: 'cheap', terms: { costsIn: 'money', shortageCost: 0.01, unitCost: 1.2 } }], budget: 100 });
    expect(cut.lines.find((l) => l.item === 'dear')!.order).toBeGreaterThan(cut.lines.find((l) => l.item === 'cheap')!.order);
    const [byPrice, inMoney] = [await answer<SimulationAnswer>('simulate', { items: ['usual'], terms: { ...terms, costsIn: 'price' } }), await answer<SimulationAnswer>('simulate', { items: ['usual'], terms: { shortageCost: 4, holdingCost: 0.2, unitCost: 6 } })];
    expect(byPrice.own.cost).toBeCloseTo(inMoney.own.cost, 6);
    expect(byPrice.costRatio).toBeCloseTo(inMoney.costRatio!, 9);
    await expect((await asker(priced.map((l) => ({ ...l, price: 0 })), {}))('reorder', { terms: { costsIn: 'price' } })).rejects.toMatchObject({ code: 'INPUT_INVALID', fix: expect.stringContaining('money') });
  });

  test('terms are tried on the newest weeks beside the usual rule at equal fill: a dearer miss serves more, and a sale that comes every sixth week is waited for', async () => {
    const answer = await asker(lines, { horizon: 6 });
    const tried = (request: unknown): Promise<SimulationAnswer> => answer<SimulationAnswer>('simulate', request);
    const cheap = await tried({ terms: { leadTime: 1, shortageCost: 0.05, holdingCost: 0.05 } });
    const dear = await tried({ terms: { leadTime: 1, shortageCost: 5, holdingCost: 0.05 } });
    expect(dear).toMatchObject({ steps: 6, from: '2025-01-13', to: '2025-02-17', products: 2, known: 2, unknown: [] });
    // the six weeks hold one sale of the slow product and six of the fast one
    expect(dear.own.demanded).toBe(lines.filter((l) => l.week >= 54).reduce((a, l) => a + l.units, 0));
    expect(dear.own.cost).toBeCloseTo(dear.own.holding + dear.own.shortage + dear.own.ordering, 9);
    expect(dear.own.fill!).toBeGreaterThan(cheap.own.fill!);
    expect(dear.rule!.fill!).toBeGreaterThanOrEqual(dear.own.fill!);
    expect(dear.costRatio).toBeCloseTo(dear.own.cost / dear.rule!.cost, 9);
    expect(dear.curve.map((c) => c.fill)).toEqual(dear.curve.map((c) => c.fill).sort((a, b) => a - b));
    await expect(tried({ items: ['unheard of'] })).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('unheard of') });
  });

  test('holidays of a country are known ahead and can be asked about; a country without a calendar is refused', async () => {
    // sells twice as much in weeks that hold one of the public holidays of Germany in 2024 and 2025
    const holidays = new Set([0, 13, 17, 18, 20, 39, 51, 52, 67, 69, 73, 75]);
    const sales = Array.from({ length: 8 }, (_, i) => weekly(`p${i}`, 78, (w) => (holidays.has(w) ? 40 : 20) + ((w + i) % 3))).flat();
    const params = { model: 'boosted', holidays: 'DE', trees: 30, treeRate: 0.3, rows: 1500, totals: 'ratios', hierarchy: false, calibrate: false };
    const answer = await asker(sales, params);
    const week = async (public_holidays: number): Promise<ForecastAnswer> => answer<ForecastAnswer>('forecast', { items: ['p1'], historySteps: 10, whatIf: { public_holidays } });
    const [without, withOne] = [await week(0), await week(1)];
    expect(without.knownAhead).toEqual(['public_holidays']);
    expect(without.knownTitles).toEqual({ public_holidays: { en: 'Public holidays', zh: '公共节假日' } });
    expect(without.series[0]!.known['public_holidays']).toHaveLength(14);
    expect(withOne.series[0]!.forecast[1]!.mean / without.series[0]!.forecast[1]!.mean).toBeGreaterThan(1.2);
    await expect(train(sales, { holidays: 'XX' })).rejects.toMatchObject({ code: 'PARAMS_INVALID', message: expect.stringContaining('XX') });
  });

  test('what if: only columns known ahead may be asked, and a promotion raises the forecast', async () => {
    const predictor = await forecastFamily.load((await recordTraining(forecastFamily, exampleSales({ shuffledLabels: false }), { params: FAST })).model.artifact);
    const asked = async (whatIf: Record<string, number>): Promise<number> => ((await predictor.ask!('forecast', forecastFamily.asks!['forecast']!.input.parse({ items: ['s03'], whatIf }))) as ForecastAnswer).series[0]!.forecast[2]!.mean;
    expect((await asked({ promotion: 1 })) / (await asked({ promotion: 0 }))).toBeGreaterThan(1.3);
    // a holiday is one step: the others stay as planned
    const oneStep = forecastFamily.asks!['forecast']!.input.parse({ items: ['s03'], historySteps: 2, whatIf: { promotion: [null, null, 1] } });
    const [one] = ((await predictor.ask!('forecast', oneStep)) as ForecastAnswer).series;
    const [plain] = ((await predictor.ask!('forecast', forecastFamily.asks!['forecast']!.input.parse({ items: ['s03'] }))) as ForecastAnswer).series;
    expect(one!.known['promotion']!.slice(2)).toEqual([null, null, 1, null, null, null]);
    expect(one!.known['promotion']!.slice(0, 2).every((v) => v === 0 || v === 1)).toBe(true);
    expect(one!.forecast[2]!.mean / plain!.forecast[2]!.mean).toBeGreaterThan(1.15);
    expect(one!.forecast[1]!.mean / plain!.forecast[1]!.mean).toBeCloseTo(1, 1);
    await expect(asked({ weather: 3 })).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('weather') });
  });
});

test('the family is listed with the questions it answers', () => {
  expect(Object.keys(createFamilyRegistry([forecastFamily]).get('forecast').asks ?? {})).toEqual(['forecast', 'reorder', 'simulate']);
});

import { fanFigure, isSwitch, plannedRange, planFigures, whatIfOf, type One } from './item-figure';

const one: One = {
  item: 'tea', statics: {}, kind: 'smooth', unitPrice: 3, total: null, basis: { en: '', zh: '' },
  history: [{ at: '2026-01-05', value: 8, censored: false }, { at: '2026-01-12', value: 20, censored: false }, { at: '2026-01-19', value: 0, censored: true }],
  forecast: [{ at: '2026-01-26', mean: 9, quantiles: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, { at: '2026-02-02', mean: 18, quantiles: [1, 2, 3, 4, 5, 6, 7, 8, 9] }],
  known: { promotion: [0, 1, 0, null, 1], price: [4, 3, 4, 4, null] },
};

test('promotions, past and planned, and empty shelves stand as dots on the sales of their step; prices have a picture of their own', () => {
  const figure = fanFigure(one, null, {});
  const dots = figure.mark === 'line' ? figure.series.filter((s) => s.events).map((s) => [s.name.en, s.x.map((v) => new Date(v).toISOString().slice(0, 10)), s.y]) : [];
  expect(dots).toEqual([['promotion', ['2026-01-12', '2026-02-02'], [20, 18]], ['Shelf empty', ['2026-01-19'], [0]]]);
  expect(planFigures(one, {}).map((f) => f.title.en)).toEqual(['price']);
});

test('what is no column of the shop stands under the title that came with the answer; a what-if is added behind all else, so that colours stay', () => {
  const holidays: One = { ...one, known: { public_holidays: [0, 1, 0, 0, 0] } };
  const titles = { public_holidays: { en: 'Public holidays', zh: '公共节假日' } };
  const names = (planned: One | null): string[] => { const f = fanFigure(holidays, planned, titles); return f.mark === 'line' ? f.series.map((s) => s.name.zh) : []; };
  expect(names(null)).toContain('公共节假日');
  expect(names(one)).toEqual([...names(null), '按计划的预期']);
});

test('on and off is a question of yes or no, a count is not; what is planned is told from least to most', () => {
  expect([isSwitch([0, 1, null, 0]), isSwitch([0, 0]), isSwitch([0, 1, 2]), isSwitch([0.5, 1])]).toEqual([true, false, false, false]);
  expect([plannedRange(one, 'promotion'), plannedRange(one, 'price'), plannedRange(one, 'weather')]).toEqual([[1, 1], [4, 4], null]);
});

test('what if: a value holds for all steps, or for one while the others stay as planned', () => {
  expect(whatIfOf({ price: 2 }, null)).toEqual({ price: 2 });
  expect(whatIfOf({ holiday: 1 }, 2)).toEqual({ holiday: [null, null, 1] });
});

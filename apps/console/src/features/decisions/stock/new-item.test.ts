import { expectedOf, factsOf, rankAmong } from './new-item';

const selling = (...means: number[]) => ({ forecast: means.map((mean, h) => ({ at: `2026-01-0${h + 1}`, mean, quantiles: [] })) });

test('facts are those that products have, the commonest value first', () => {
  expect(factsOf([{ statics: { colour: 'red' } }, { statics: { colour: 'blue', size: 'L' } }, { statics: { colour: 'blue' } }])).toEqual([{ name: 'colour', values: ['blue', 'red'] }, { name: 'size', values: ['L'] }]);
  expect(factsOf([])).toEqual([]);
});

test('a new product stands behind those of which more is expected', () => {
  expect(expectedOf(selling(1, 2))).toBe(3);
  expect(rankAmong(selling(1, 2), [selling(4, 0), selling(1, 1), selling(3, 0)])).toBe(2);
  expect(rankAmong(selling(0), [])).toBe(1);
});

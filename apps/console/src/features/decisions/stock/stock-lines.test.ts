import { parseStock } from './stock-lines';

test('lines of product, on hand and on order are read, a header and empty lines passed over', () => {
  expect(parseStock('product,on hand,on order\nA,5,2\n\n"B";7\nC\t1.5\t0').lines).toEqual([{ item: 'A', onHand: 5, onOrder: 2 }, { item: 'B', onHand: 7, onOrder: 0 }, { item: 'C', onHand: 1.5, onOrder: 0 }]);
});

test('a line that cannot be read is named by its number', () => {
  expect(parseStock('A,5\nB,many\nC,-1\nD').wrong).toEqual([2, 3, 4]);
});

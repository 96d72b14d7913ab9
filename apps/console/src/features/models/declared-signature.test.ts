import type { LaunchableVersion } from '../../run-kit/families';
import { guessColumns, guessOutputColumn, scoreOutputs, shapeText } from './declared-signature';

const version = {
  columns: [{ name: 'id', type: 'string' }, { name: 'visits', type: 'integer' }, { name: 'channel', type: 'string' }, { name: 'basket', type: 'number' }, { name: 'bought', type: 'boolean' }],
  roles: { id: 'id', visits: 'numeric', channel: 'category', basket: 'numeric', bought: 'target' },
} as unknown as LaunchableVersion;

test('an input is filled by the column of its name, else by as many columns of its kind as it takes', () => {
  expect(guessColumns({ name: 'Basket', type: 'float32', dims: [null, 1] }, version)).toEqual(['basket']);
  expect(guessColumns({ name: 'x', type: 'float32', dims: [null, 2] }, version)).toEqual(['visits', 'basket']);
  expect(guessColumns({ name: 'x', type: 'float32', dims: [null, null] }, version)).toEqual(['visits', 'basket']);
  expect(guessColumns({ name: 'x', type: 'float32', dims: [null, 3] }, version)).toEqual([]);
  expect(guessColumns({ name: 'words', type: 'string', dims: [null, 1] }, version)).toEqual(['channel']);
});

test('the score is an output of floats, called a probability first; of two columns the second', () => {
  const outputs = [{ name: 'label', type: 'int64', dims: [null] }, { name: 'logits', type: 'float32', dims: [null, 2] }, { name: 'probabilities', type: 'float32', dims: [null, 2] }];
  expect(scoreOutputs({ outputs } as never).map((o) => o.name)).toEqual(['probabilities', 'logits']);
  expect(guessOutputColumn(outputs[2])).toBe(1);
  expect(guessOutputColumn({ name: 'p', type: 'float32', dims: [null, 1] })).toBe(0);
  expect(guessOutputColumn(undefined)).toBe(0);
  expect(shapeText(outputs[2]!)).toBe('float32 [rows, 2]');
});

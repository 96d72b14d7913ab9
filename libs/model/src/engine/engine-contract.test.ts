import { engineContract, PRESENT } from '../testing/engine-contract';

test('the engines that npm alone brings are present', () => {
  expect(PRESENT).toEqual(expect.arrayContaining(['compiled', 'wasm']));
});

engineContract((name) => !name.startsWith('layer'));

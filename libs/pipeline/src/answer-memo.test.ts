import { answerMemo } from './answer-memo';

test('a question is answered once, also for those who ask at once; the one asked longest ago is forgotten first', async () => {
  const asked: string[] = [];
  const memo = answerMemo<string>(2);
  const ask = (q: string) => memo({ q }, async () => (asked.push(q), q.toUpperCase()));
  expect(await Promise.all([ask('a'), ask('a')])).toEqual(['A', 'A']);
  await ask('b');
  await ask('a');
  await ask('c');
  expect(await Promise.all([ask('a'), ask('c')])).toEqual(['A', 'C']);
  expect(asked).toEqual(['a', 'b', 'c']);
  await ask('b');
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

test('a failure is not remembered', async () => {
  const memo = answerMemo<number>(5);
  let times = 0;
  const ask = () => memo('q', async () => { times += 1; if (times === 1) throw new Error('no room'); return times; });
  await expect(ask()).rejects.toThrow('no room');
  await expect(ask()).resolves.toBe(2);
});

import type { Db } from './create-db';
import { grouped } from './grouped';

const db = {} as Db;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('whoever asks while a statement is under way shares the next one, and gets the answer to his own question', async () => {
  const statements: number[][] = [];
  const ask = grouped<number, number>(async (_db, questions) => {
    statements.push([...questions]);
    await turn();
    return questions.map((q) => q * q);
  });
  expect(await Promise.all([ask(db, 1), ask(db, 2), ask(db, 3)])).toEqual([1, 4, 9]);
  expect(statements).toEqual([[1], [2, 3]]);
  expect(await ask(db, 4)).toBe(16);
  expect(statements).toHaveLength(3);
});

test('what fails fails for those who shared it; the next ones are asked anew', async () => {
  const ask = grouped<string, string>(async (_db, questions) => {
    await turn();
    if (questions.includes('bad')) throw new Error('no such thing');
    return questions;
  });
  const answers = await Promise.allSettled([ask(db, 'good'), ask(db, 'bad'), ask(db, 'beside')]);
  expect(answers.map((a) => a.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(await ask(db, 'good')).toBe('good');
});

import { inUse, type KeyRow } from './keys-in-use';

const row = (over: Partial<KeyRow> = {}): KeyRow => ({ id: 'k1', project_id: 'p', name: 'service', prefix: 'bw_1', scopes: [], expires_at: null, revoked_at: null, expired: false, stale: false, left: null, ...over });

function keys(answer: () => KeyRow | null | Promise<KeyRow | null>) {
  const clock = { now: 0, asked: 0 };
  const held = inUse(() => clock.now);
  return { clock, held, ask: () => held.find('hash', async () => (clock.asked++, answer())) };
}

test('a good key is asked for twice a second, however often it is used', async () => {
  const { clock, ask } = keys(() => row());
  for (clock.now = 0; clock.now < 3000; clock.now += 100) expect(await ask()).toMatchObject({ id: 'k1' });
  expect(clock.asked).toBe(6);
});

test('a key in use does not wait for the database, and opens for a second at most when it is silent', async () => {
  const answers: ((r: KeyRow) => void)[] = [];
  const { clock, ask } = keys(() => (clock.asked === 1 ? row() : new Promise<KeyRow>((r) => answers.push(r))));
  await ask();
  clock.now = 600;
  for (let k = 0; k < 3; k++) expect(await ask()).toMatchObject({ id: 'k1' });
  expect(clock.asked).toBe(2);
  clock.now = 1000;
  const waits = ask();
  expect(await Promise.race([waits, Promise.resolve('waits')])).toBe('waits');
  answers.forEach((give) => give(row({ revoked_at: new Date() })));
  expect((await waits)!.revoked_at).not.toBeNull();
});

test('a database that fails meanwhile is told when the key is held no more', async () => {
  const { clock, ask } = keys(() => (clock.asked === 1 ? row() : Promise.reject(new Error('down'))));
  await ask();
  clock.now = 600;
  expect(await ask()).toMatchObject({ id: 'k1' });
  clock.now = 1000;
  await expect(ask()).rejects.toThrow('down');
});

test('a key that was revoked elsewhere closes with the answer of the next question', async () => {
  const { clock, ask } = keys(() => (clock.asked === 1 ? row() : row({ revoked_at: new Date() })));
  await ask();
  clock.now = 500;
  await ask();
  expect((await ask())!.revoked_at).not.toBeNull();
});

test('a key that expires is not held longer than it is good', async () => {
  const { clock, ask } = keys(() => (clock.now < 300 ? row({ left: 300 - clock.now }) : row({ expired: true, left: 300 - clock.now })));
  expect(await ask()).toMatchObject({ expired: false });
  clock.now = 299;
  expect(await ask()).toMatchObject({ expired: false });
  clock.now = 300;
  expect(await ask()).toMatchObject({ expired: true });
  expect(clock.asked).toBe(2);
});

test.each([['unknown', null], ['revoked', row({ revoked_at: new Date() })], ['expired', row({ expired: true, left: -1 })]])('a key that is %s is never held', async (_, answer) => {
  const { clock, ask } = keys(() => answer);
  await ask();
  await ask();
  expect(clock.asked).toBe(2);
});

test('a revocation is known at once, also to an answer that was under way', async () => {
  let give!: (r: KeyRow) => void;
  let revoked = false;
  const { clock, held, ask } = keys(() => (revoked ? row({ revoked_at: new Date() }) : clock.asked === 1 ? row() : new Promise<KeyRow>((r) => (give = r))));
  await ask();
  held.forget('other');
  expect((await ask())!.revoked_at).toBeNull();
  expect(clock.asked).toBe(1);
  // held no more: the next question is under way when the key is revoked
  clock.now = 2000;
  const late = ask();
  revoked = true;
  held.forget('k1');
  give(row());
  expect((await late)!.revoked_at).toBeNull();
  expect((await ask())!.revoked_at).not.toBeNull();
});

import { inUse, type KeyRow } from './keys-in-use';

const row = (over: Partial<KeyRow> = {}): KeyRow => ({ id: 'k1', project_id: 'p', name: 'service', prefix: 'bw_1', scopes: [], expires_at: null, revoked_at: null, expired: false, stale: false, left: null, ...over });

function keys(answer: () => KeyRow | null | Promise<KeyRow | null>) {
  const clock = { now: 0, asked: 0 };
  const held = inUse(() => clock.now);
  return { clock, held, ask: () => held.find('hash', async () => (clock.asked++, answer())) };
}

test('a good key is asked for once a second', async () => {
  const { clock, ask } = keys(() => row());
  for (clock.now = 0; clock.now < 3000; clock.now += 100) expect(await ask()).toMatchObject({ id: 'k1' });
  expect(clock.asked).toBe(3);
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

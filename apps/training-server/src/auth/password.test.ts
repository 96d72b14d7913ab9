import { checkPassword, PasswordHasher } from './password';

const hasher = new PasswordHasher();
afterAll(() => hasher.close());

describe('passwords', () => {
  it('are argon2id with 64 MiB and 3 passes, salted, and verify only themselves', async () => {
    const [a, b] = await Promise.all([hasher.hash('a quiet river at dawn'), hasher.hash('a quiet river at dawn')]);
    expect(a).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(a).not.toBe(b);
    expect(await hasher.verify(a, 'a quiet river at dawn')).toBe(true);
    expect(await hasher.verify(a, 'a quiet river at dusk')).toBe(false);
  });

  it('typed with composed or combining letters are the same', async () => {
    const hash = await hasher.hash('cafe\u0301 au lait, deux sucres');
    expect(await hasher.verify(hash, 'caf\u00e9 au lait, deux sucres')).toBe(true);
  });

  it.each([
    ['eleven char', 'at least 12'],
    ['aaaaaaaaaaaaaaaa', 'repeated'],
    ['password1234', 'tried first'],
    ['Password123456!', 'tried first'],
    ['qwertyqwerty', 'tried first'],
    ['bellwetherabc', 'tried first'],
    ['x'.repeat(129), 'at most 128'],
  ])('%s is refused', (password, why) => expect(() => checkPassword(password)).toThrow(why));

  it.each([['correct horse battery staple'], ['wir gehen heute ans meer'], ['今天天气很好我们去海边散步吧'], ['k9$Vn2-pQ7!xR4']])('%s is accepted', (password) => expect(() => checkPassword(password)).not.toThrow());
});

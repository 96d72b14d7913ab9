import { safeNext, setupToken } from './sign-in';

describe('where sign-in leads', () => {
  it.each([['/runs?tab=all#x', '/runs?tab=all#x'], [null, '/'], ['https://evil.example', '/'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['/\t/evil.example', '/'], ['javascript:alert(1)', '/'], ['/login?next=/login', '/']])('%s leads to %s', (next, to) => expect(safeNext(next)).toBe(to));
});

describe('a pasted setup link', () => {
  const token = 'AbCdEfGhIjKlMnOpQrSt_-';
  it.each([[`http://localhost:4000/setup#${token}`], [`  ${token}\n`], [`#${token}`]])('%j holds its token', (text) => expect(setupToken(text)).toBe(token));
  it.each([['http://localhost:4000/setup'], [''], [`http://localhost/${token}x`]])('%j holds none', (text) => expect(setupToken(text)).toBeNull());
});

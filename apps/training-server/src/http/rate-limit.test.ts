import { createLimits } from './rate-limit';

describe('limits', () => {
  it('lets a burst of 200 through, and tells the rest when to come back; others are not held up', async () => {
    const limits = createLimits();
    const results = await Promise.allSettled(Array.from({ length: 260 }, () => limits.request('a')));
    const refused = results.filter((r) => r.status === 'rejected');
    expect(refused).toHaveLength(60);
    expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({ code: 'RATE_LIMITED', retry: true, context: { retryAfterSeconds: expect.any(Number) } });
    await limits.request('b');
  });

  it('ten failed sign-ins a minute by address; one that succeeds does not count', async () => {
    const limits = createLimits();
    for (let i = 0; i < 30; i++) await limits.signIn('1.2.3.4').then(() => limits.signedIn('1.2.3.4'));
    for (let i = 0; i < 10; i++) await limits.signIn('1.2.3.4');
    await expect(limits.signIn('1.2.3.4')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await limits.signIn('5.6.7.8');
  });

  it('the wait for an account doubles from the fifth wrong password, to a minute, and ends with the right one', () => {
    const limits = createLimits();
    const waits = Array.from({ length: 12 }, () => {
      limits.wrongPassword('a@example.com', 'x', 0);
      try {
        limits.checkAccount('a@example.com', 'x', 0);
        return 0;
      } catch (e) {
        return (e as { context: { retryAfterSeconds: number } }).context.retryAfterSeconds;
      }
    });
    expect(waits).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]);
    limits.checkAccount('a@example.com', 'elsewhere', 0);
    limits.rightPassword('a@example.com', 'x');
    limits.checkAccount('a@example.com', 'x', 0);
  });
});

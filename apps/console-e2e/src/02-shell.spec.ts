import { expect, test } from './journey';

test('language and theme change at once, and the next load begins with them', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitemcheckbox', { name: '简体中文' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '首页' })).toBeVisible();
  await page.getByRole('button', { name: '账户' }).click();
  await page.getByRole('menuitemcheckbox', { name: '深色' }).click();
  const html = await (await page.request.get('/')).text();
  expect(html).toContain('data-theme="dark"');
  expect(html).toContain('lang="zh-CN"');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '首页' })).toBeVisible();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
});

test('the palette finds a page by a few letters; g and a letter go there without it', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('monit');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/monitoring/);
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page).toHaveURL(/\/models/);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

test('the rail stays as it was left', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Collapse the rail' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Expand the rail' })).toBeVisible();
});

test('on a phone the main pages are at the thumb, the rest in a drawer, and nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  const bar = page.getByRole('navigation', { name: 'Main navigation' }).last();
  await bar.getByRole('link', { name: 'Data' }).click();
  await expect(page).toHaveURL(/\/data/);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Admin' }).click();
  await expect(page).toHaveURL(/\/admin/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('an address that is no page says so inside the console', async ({ page }) => {
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to Home' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
});

test('signing out ends the session', async ({ page, browser, api }) => {
  // A session of its own: the other journeys keep theirs.
  const context = await browser.newContext({ storageState: undefined });
  const own = await context.newPage();
  await own.goto('/login');
  await own.getByLabel('E-mail address').fill('ada@example.com');
  await own.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await own.getByRole('button', { name: 'Sign in' }).click();
  await expect(own.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await own.getByRole('button', { name: 'Account' }).click();
  await own.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(own).toHaveURL(/\/login/);
  expect((await own.request.get('/trpc/user.me')).status()).toBe(401);
  expect(await api.query<{ name: string }>('user.me')).toMatchObject({ name: 'Ada Lovelace' });
  await context.close();
  await page.close();
});

import { expect, test } from './journey';
import { ADMIN, CONSOLE_URL } from './product';
import { accessible } from './sound';

const GRACE = { name: 'Grace Hopper', email: 'grace@example.com', password: 'compilers are patient' };

test('a person is added, signs in with their role, and is out at once when the account is closed', async ({ page, browser }) => {
  await page.goto('/admin');
  await expect(page).toHaveURL(/\/admin\/people/);
  await page.getByRole('button', { name: 'Add a person' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(GRACE.name);
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(GRACE.email);
  await page.getByRole('radio', { name: /Viewer/ }).check();
  await page.getByLabel('Password', { exact: true }).fill(GRACE.password);
  await accessible(page);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(`${GRACE.name} can sign in now`)).toBeVisible();
  await accessible(page);

  const theirs = await (await browser.newContext({ baseURL: CONSOLE_URL, storageState: { cookies: [], origins: [] } })).newPage();
  await theirs.goto('/login?next=%2Fadmin%2Fpeople');
  await accessible(theirs);
  await theirs.getByLabel('E-mail address').fill(GRACE.email);
  await theirs.getByLabel('Password', { exact: true }).fill(GRACE.password);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await expect(theirs.getByText('Only admins come here')).toBeVisible();

  await page.getByRole('button', { name: `Actions for ${GRACE.name}` }).click();
  await page.getByRole('menuitem', { name: 'Close the account' }).click();
  await page.getByRole('button', { name: 'Close the account' }).click();
  await expect(page.getByText('Closed', { exact: true })).toBeVisible();
  await theirs.goto('/account');
  await expect(theirs).toHaveURL(/\/login/);
  await theirs.context().close();
});

test('an API key is shown once, works within its scopes, and is refused after it was revoked', async ({ page, shot }) => {
  await page.goto('/admin/keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  await page.getByLabel('What is it for?').fill('checkout service');
  await accessible(page);
  await page.getByRole('button', { name: 'Make the key' }).click();
  const shown = page.getByRole('dialog', { name: 'Copy the key now' });
  const key = (await shown.getByRole('region', { name: 'checkout service' }).innerText()).trim();
  expect(key).toMatch(/^bw_[0-9a-f]{8}_[\w-]{43}$/);
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByText(key.slice(0, 11))).toBeVisible();
  expect(await page.content()).not.toContain(key);
  await shot('api-keys');
  await accessible(page);

  const ask = (path: string) => fetch(`${CONSOLE_URL}/api/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect(await (await ask('user/me')).json()).toMatchObject({ kind: 'key', name: 'checkout service', role: 'service' });
  expect((await ask('user/list')).status).toBe(403);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Revoked', { exact: true })).toBeVisible();
  expect(await (await ask('user/me')).json()).toMatchObject({ error: { code: 'AUTH_KEY_REVOKED' } });
});

test('a shop is made and opened: it is empty, and the way back is the switcher', async ({ page }) => {
  await page.goto('/admin/projects');
  await page.getByRole('button', { name: 'New shop' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Café Zürich');
  await expect(page.getByRole('textbox', { name: 'Short name' })).toHaveValue('cafe-zurich');
  await accessible(page);
  await page.getByRole('button', { name: 'Make the shop' }).click();
  await page.getByRole('row', { name: /Café Zürich/ }).getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('button', { name: 'Switch shop: Café Zürich' })).toBeVisible();
  await page.goto('/admin/keys');
  await expect(page.getByText('No keys yet')).toBeVisible();
  await page.getByRole('button', { name: 'Switch shop: Café Zürich' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'My shop' }).click();
  await expect(page.getByRole('button', { name: 'Switch shop: My shop' })).toBeVisible();
});

test('the audit log tells what the others did, with before and after', async ({ page, shot }) => {
  await page.goto('/admin/audit');
  await expect(page.getByText('user.update').first()).toBeVisible();
  await shot('audit');
  await accessible(page);
  await page.getByText('user.update').first().click();
  const entry = page.getByRole('dialog');
  await expect(entry.getByText(`${ADMIN.name} (admin)`)).toBeVisible();
  await expect(entry.getByRole('row', { name: /disabled false true/ })).toBeVisible();
  await accessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search names and actions' }).fill('key.revoke');
  await expect(page).toHaveURL(/q=key\.revoke/);
  await expect(page.getByText('key.revoke').first()).toBeVisible();
  await expect(page.getByText('user.update')).toHaveCount(0);
});

test('the API reference is served, and closed to strangers', async ({ page, browser }) => {
  await page.goto('/docs');
  await expect(page.getByRole('heading', { name: 'Bellwether API' })).toBeVisible();
  await accessible(page);
  const stranger = await browser.newContext({ baseURL: CONSOLE_URL, storageState: { cookies: [], origins: [] } });
  for (const path of ['/docs', '/openapi.json', '/metrics']) expect((await stranger.request.get(path)).status()).toBe(401);
  expect((await stranger.request.get('/health')).status()).toBe(200);
  await stranger.close();
});

test('text that got into a page does not run', async ({ page }) => {
  await page.goto('/account');
  await accessible(page);
  const policy = (await page.request.get('/account')).headers()['content-security-policy'];
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
  expect(policy).toContain("frame-ancestors 'none'");
});

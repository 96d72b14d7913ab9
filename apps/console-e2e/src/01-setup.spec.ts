import { readFileSync } from 'node:fs';
import { expect, test } from './journey';
import { ADMIN, LAUNCH_LOG, STATE_FILE } from './product';

const setupLink = (): string => {
  const link = /https?:\/\/\S+\/setup#\S+/.exec(readFileSync(LAUNCH_LOG, 'utf8'))?.[0];
  if (!link) throw new Error('the launcher printed no setup link');
  return link;
};

test('before there is an account, every page leads to sign-in, which says where the setup link is', async ({ page }) => {
  await page.goto('/models');
  await expect(page).toHaveURL(/\/login\?next=%2Fmodels/);
  await expect(page.getByText('Nobody has an account yet')).toBeVisible();
});

test('the one-time setup link makes the first admin, who is then inside', async ({ page, shot }) => {
  await page.goto(setupLink());
  await shot('setup');
  await page.getByLabel('Your name').fill(ADMIN.name);
  await page.getByLabel('E-mail address').fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Make the account and sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await expect(page.getByText(ADMIN.name).first()).toBeVisible();
  await page.context().storageState({ path: STATE_FILE });
});

test('the setup link works once', async ({ page }) => {
  await page.goto(setupLink());
  await expect(page.getByText('Bellwether is set up already')).toBeVisible();
});

test('a wrong password is refused in plain words, the right one leads to the page that was asked for', async ({ page }) => {
  await page.goto('/admin/people');
  await page.getByLabel('E-mail address').fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /./ }).first()).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/admin\/people/);
});

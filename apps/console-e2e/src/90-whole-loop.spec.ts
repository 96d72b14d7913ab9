import type { Browser, Page } from '@playwright/test';
import { expect, test } from './journey';
import { ADMIN, CONSOLE_URL } from './product';
import { sessionFile, sessions } from './sample';

/** What a machine and its other work may take for one step of the server. @unit ms */
const SLOW = 60_000;
const dialog = (page: Page) => page.getByRole('dialog').last();

/** A browser that nobody has signed in with. */
async function signedIn(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: CONSOLE_URL, storageState: { cookies: [], origins: [] } })).newPage();
  await page.goto('/data?upload=1');
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel('E-mail address').fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/data\?upload=1/);
  return page;
}

/** From the launch form to a finished run. @returns its id */
async function trainInForm(page: Page, versionId: string, preset: RegExp, quick: boolean): Promise<string> {
  await page.goto(`/experiments?launch=new&dataset=${versionId}`);
  await dialog(page).getByRole('button', { name: preset }).click();
  if (quick) await dialog(page).getByLabel('Epochs', { exact: true }).fill('4');
  await expect(dialog(page).getByText(/about [\d.]+ \w+/).first()).toBeVisible();
  await dialog(page).getByRole('button', { name: /^Launch/ }).click();
  await expect(page).toHaveURL(/\/runs\/[\w-]{36}/);
  await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: SLOW });
  return /runs\/([\w-]{36})/.exec(page.url())![1]!;
}

test('the whole loop: sign in, upload, train, compare, promote, predict with a key, report, and train on what came true', async ({ browser }) => {
  test.setTimeout(240_000);
  const page = await signedIn(browser);
  const name = `loop${Date.now().toString(36)}`;

  // data
  await page.getByLabel('Choose a file').setInputFiles({ name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(sessionFile(2, ['PageValues'])) });
  await dialog(page).getByRole('button', { name: 'Upload', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Role of Revenue' })).toHaveText(/Target/, { timeout: SLOW });
  await expect(page.getByRole('combobox', { name: 'Role of session' })).toHaveText(/Id/);
  const versionId = /versions\/([\w-]{36})/.exec(page.url())![1]!;

  // experiments, compared
  const logistic = await trainInForm(page, versionId, /logistic/i, false);
  const network = await trainInForm(page, versionId, /^MLP, small/, true);
  await page.goto(`/compare?runs=${logistic},${network}&baseline=${logistic}`);
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText(/cannot be told apart|beats|is worse/).first()).toBeVisible({ timeout: SLOW });

  // promotion
  await page.goto(`/runs/${network}`);
  await page.getByRole('button', { name: 'Register as a model' }).click();
  await dialog(page).getByRole('combobox', { name: 'Model' }).click();
  await page.getByPlaceholder('Search').last().fill(name);
  await page.getByRole('option', { name: new RegExp(name) }).first().click();
  await dialog(page).getByRole('button', { name: 'Register', exact: true }).click();
  await expect(page.getByText('Every gate lets it through.')).toBeVisible({ timeout: SLOW });
  await page.getByRole('button', { name: 'Promote to champion' }).click();
  await expect(page.getByText('Version 1 is champion')).toBeVisible();

  // prediction by a service of the shop
  await page.goto('/admin/keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  await page.getByLabel('What is it for?').fill(name);
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = (await page.getByRole('dialog', { name: 'Copy the key now' }).getByRole('region', { name }).innerText()).trim();
  const call = async <T>(path: string, body: unknown): Promise<T> => {
    const response = await fetch(`${CONSOLE_URL}/api/v1/${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect(response.status, await response.clone().text()).toBe(200);
    return (await response.json()) as T;
  };
  const visits = sessions(9000, 120);
  const inputs = (row: Record<string, string>) => Object.fromEntries(Object.entries(row).filter(([column]) => column !== 'Revenue' && column !== 'PageValues'));
  const answer = await call<{ version: number; predictions: { predictionId: string; score: number }[] }>('prediction/predict', { model: name, rows: visits.map((row, i) => ({ key: `${name}-${i}`, features: inputs(row) })) });
  expect(answer.version).toBe(1);
  expect(answer.predictions.every((p) => p.score > 0 && p.score < 1)).toBe(true);

  // what came true, as the service reports it
  const reported = await call('outcome/record', { outcomes: visits.map((row, i) => ({ predictionId: answer.predictions[i]!.predictionId, value: /^true$/i.test(row.Revenue!) })) });
  expect(reported).toMatchObject({ accepted: 120 });
  await page.goto('/models');
  await page.getByText(name, { exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.getByRole('tab', { name: 'Performance' }).click();
  await expect(page.getByText(/^100 ?% matured$/).first()).toBeVisible({ timeout: SLOW });

  // and the next version, trained on: the loop is closed
  await page.getByRole('tab', { name: 'Outcomes' }).click();
  await page.getByRole('button', { name: 'Make the next dataset version' }).click();
  await expect(page.getByText('120 outcomes are known.')).toBeVisible();
  const next = /dataset=([\w-]{36})/.exec((await page.getByRole('link', { name: 'Train on it' }).getAttribute('href'))!)![1]!;
  await page.goto(page.url().replace(/\/models\/.*/, `/lineage?kind=dataset-version&id=${next}`));
  await expect(page.getByText('outcomes became').first()).toBeVisible();
  const again = await trainInForm(page, next, /^MLP, small/, true);
  await page.goto(`/lineage?kind=run&id=${again}`);
  await page.getByText('In words').waitFor();
  for (const title of [`${name} v2`, `${name} v1`]) await expect(page.getByRole('link', { name: title, exact: true }).first()).toBeVisible();
  await page.context().close();
});

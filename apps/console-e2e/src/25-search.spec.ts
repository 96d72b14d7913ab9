import type { Page } from '@playwright/test';
import { expect, test, until, type Api } from './journey';
import { accessible } from './sound';

/** Customers whose basket and visits decide, with one column that says nothing. */
const shop = (n: number): string => `customer_id,visits,basket,channel,bought\n${Array.from({ length: n }, (_, i) => `c${i},${(i * 37) % 101},${((i * 13) % 29) / 2},${['web', 'app', 'mail'][i % 3]},${((i * 37) % 101) + ((i * 13) % 29) + ((i * 7) % 23) > 75}`).join('\n')}\n`;

async function uploaded(page: Page, api: Api, name: string): Promise<string> {
  await page.goto('/data?upload=1');
  await page.getByLabel('Choose a file').setInputFiles({ name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(shop(1500)) });
  await page.getByRole('dialog').getByRole('button', { name: 'Upload', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const list = await until(() => api.query<{ rows: { name: string; latest: { id: string; state: string } }[] }>('dataset.list', {}), (l) => l.rows.some((r) => r.name === name && r.latest.state === 'ready'), 20_000);
  return list.rows.find((r) => r.name === name)!.latest.id;
}

test('a search is started from the form, watched as it goes, stopped, and goes on when it is extended', async ({ page, api, shot }) => {
  const version = await uploaded(page, api, 'searched');
  await page.goto(`/experiments?launch=new&dataset=${version}`);
  const sheet = page.getByRole('dialog').last();
  await sheet.getByRole('button', { name: 'MLP, small' }).click();
  await sheet.getByLabel('Epochs', { exact: true }).fill('20');
  await sheet.getByRole('radio', { name: 'Search', exact: true }).click();
  await expect(sheet.getByRole('group', { name: 'Learning rate' })).toBeVisible();
  // a range that is none is named, and nothing can be started with it
  const from = sheet.getByRole('spinbutton', { name: 'Learning rate from' });
  const low = await from.inputValue();
  await from.fill('5000');
  await expect(sheet.getByText(/or a range from low to high/)).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Start the search' })).toBeDisabled();
  await from.fill(low);
  await sheet.getByRole('textbox', { name: /^Name(?! of)/ }).fill('Rates and sizes');
  await sheet.getByRole('spinbutton', { name: 'Trials', exact: true }).fill('500');
  await shot('search-form');
  await accessible(page);
  await sheet.getByRole('button', { name: 'Start the search' }).click();

  // as it goes: trials appear, the best so far, and which share of the budget is spent
  await expect(page.getByRole('heading', { level: 1, name: 'Rates and sizes' })).toBeVisible();
  await expect(page.getByText('Searching')).toBeVisible();
  const facts = page.getByRole('region', { name: 'Where the search stands' });
  await expect(facts.getByText(/[1-9]\d* done/)).toBeVisible({ timeout: 25_000 });
  await expect(facts.getByText('/ 500')).toBeVisible();
  await expect(page.getByRole('img', { name: /trials? across the searched parameters/ })).toBeVisible();

  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('alertdialog').or(page.getByRole('dialog')).last().getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('stopped by hand')).toBeVisible({ timeout: 10_000 });

  // extended by a few, it goes on from what it knows and ends by its budget
  const id = page.url().split('/').pop()!;
  const made = (await api.query<{ trials: unknown[] }>('search.get', { id })).trials.length;
  await page.getByRole('button', { name: 'Extend', exact: true }).click();
  await page.getByRole('dialog').getByRole('spinbutton', { name: 'Trials more' }).fill('10');
  await page.getByRole('dialog').getByRole('button', { name: 'Extend', exact: true }).click();
  await expect(page.getByText('The search goes on')).toBeVisible();
  await expect.poll(async () => (await api.query<{ trials: unknown[] }>('search.get', { id })).trials.length, { timeout: 15_000 }).toBeGreaterThan(made);
});

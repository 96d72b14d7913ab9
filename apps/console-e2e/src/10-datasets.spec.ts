import type { Page } from '@playwright/test';
import { expect, test, until } from './journey';
import { accessible } from './sound';

const shop = (n: number, extra = '') => `customer_id,visits,basket,channel,bought\n${Array.from({ length: n }, (_, i) => `c${i},${(i * 37) % 101},${((i * 13) % 29) / 2},${['web', 'app', 'mail'][i % 3]},${((i * 37) % 101) + ((i * 13) % 29) > 60}`).join('\n')}\n${extra}`;

async function upload(page: Page, name: string, text: string): Promise<void> {
  await page.getByLabel('Choose a file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('dialog').getByRole('button', { name: 'Upload', exact: true }).click();
}

test('the bundled data is there, and the column that knows the outcome is named with the reason', async ({ page, api, shot }) => {
  const list = await until(() => api.query<{ rows: { id: string; latest: { id: string; state: string } }[] }>('dataset.list', {}), (l) => l.rows[0]?.latest.state === 'ready', 60_000);
  await page.goto(`/data/${list.rows[0]!.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Online shoppers' })).toBeVisible();
  await expect(page.getByText('12,330', { exact: true })).toBeVisible();
  await expect(page.getByText(/“PageValues” alone separates the outcome with an AUC of 0\.863/).first()).toBeVisible();
  await shot('profile');
  await accessible(page);
});

test('a file is uploaded and profiled, its roles are corrected, its refused row is kept with the reason', async ({ page }) => {
  await page.goto('/data?upload=1');
  await accessible(page);
  await upload(page, 'visits.csv', shop(300, 'lonely\n'));
  await expect(page.getByRole('heading', { level: 1, name: 'visits' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Role of bought' })).toHaveText(/Target/, { timeout: 20_000 });
  await page.getByRole('combobox', { name: 'Role of channel' }).click();
  await page.getByRole('option', { name: /Ignored/ }).click();
  await page.getByRole('button', { name: 'Save 1 role' }).click();
  await expect(page.getByText('Roles saved')).toBeVisible();
  await page.getByRole('tab', { name: /Rejected/ }).click();
  await expect(page.getByText('lonely')).toBeVisible();
  await expect(page.getByText(/too few cells/)).toBeVisible();
  await page.getByRole('tab', { name: 'Rows' }).click();
  await page.getByRole('searchbox', { name: 'Search rows' }).fill('c299');
  await expect(page.getByText('1 row, 1 loaded')).toBeVisible();
  await accessible(page);
});

test('a new version shows what changed; the same bytes are the same version; a free dataset can be deleted', async ({ page }) => {
  await page.goto('/data');
  await page.getByText('visits', { exact: true }).dblclick();
  await expect(page.getByRole('heading', { level: 1, name: 'visits' })).toBeVisible();
  await page.getByRole('button', { name: 'New version' }).click();
  await upload(page, 'visits.csv', shop(300, 'lonely\n'));
  await expect(page.getByText('These bytes are version 1 already.')).toBeVisible();
  await page.getByRole('button', { name: 'New version' }).click();
  await upload(page, 'visits.csv', shop(400).replace('basket', 'basket_value'));
  await expect(page.getByRole('combobox', { name: 'Version' })).toHaveText(/v2/);
  await page.getByRole('tab', { name: 'Changes' }).click();
  await expect(page.getByText('Rows: 300 → 400 (+100)')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('basket_value').first()).toBeVisible();
  await page.getByRole('tab', { name: 'Used by' }).click();
  await expect(page.getByText('Nothing depends on this version')).toBeVisible();
  await page.getByRole('button', { name: 'More' }).last().click();
  await page.getByRole('menuitem', { name: 'Delete dataset' }).click();
  await page.getByRole('dialog').getByRole('button').filter({ hasNotText: /Cancel/ }).last().click();
  await expect(page).toHaveURL(/\/data$/);
  await expect(page.getByText('visits', { exact: true })).toBeHidden();
});

test('a file that holds no table says what was expected, what came and how to mend it', async ({ page }) => {
  await page.goto('/data?upload=1');
  await upload(page, 'empty.csv', 'a,b,c\n');
  await expect(page.getByRole('alert').filter({ hasText: 'received only the header' })).toBeVisible({ timeout: 20_000 });
});

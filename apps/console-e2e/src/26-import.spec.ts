import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, until } from './journey';
import { ROOT } from './product';
import { accessible } from './sound';

/** A network that PyTorch trained and exported itself: two columns, the chances of not buying and of buying. */
const MODEL = readFileSync(path.join(ROOT, 'libs/tasks/src/outside/testing/shoppers-mlp.onnx'));
const shop = (n: number): string => `customer_id,visits,basket,bought\n${Array.from({ length: n }, (_, i) => `c${i},${(i * 37) % 101},${((i * 13) % 29) / 2},${((i * 37) % 101) + ((i * 13) % 29) + ((i * 7) % 23) > 75}`).join('\n')}\n`;
const choose = (page: Page, name: string, buffer: Buffer) => page.getByLabel('Choose a model').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

test('a model from elsewhere is looked through, declared, measured, registered and traced back to its file', async ({ page, api, shot }) => {
  await page.goto('/data?upload=1');
  await page.getByLabel('Choose a file').setInputFiles({ name: 'outside.csv', mimeType: 'text/csv', buffer: Buffer.from(shop(1200)) });
  await page.getByRole('dialog').getByRole('button', { name: 'Upload', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'outside' })).toBeVisible();
  await until(() => api.query<{ rows: { name: string; latest: { state: string } }[] }>('dataset.list', {}), (l) => l.rows.some((r) => r.name === 'outside' && r.latest.state === 'ready'), 20_000);

  await page.goto('/models');
  await page.getByRole('button', { name: 'Import a model' }).click();
  const sheet = page.getByRole('dialog');
  // half a file: refused with what is wrong, and the next one is taken
  await choose(page, 'half.onnx', MODEL.subarray(0, 500));
  await expect(sheet.getByText(/The ONNX file cannot be/)).toBeVisible({ timeout: 15_000 });
  await choose(page, 'shoppers-mlp.onnx', MODEL);
  await expect(sheet.getByText('float32 [rows, 2]').first()).toBeVisible({ timeout: 15_000 });
  await expect(sheet.getByText('pytorch', { exact: true })).toBeVisible();

  // its signature is guessed from the data; one column fewer is named
  const data = sheet.getByRole('combobox', { name: 'Measured on' });
  await data.click();
  await page.getByRole('option', { name: /outside v1/ }).click();
  const columns = sheet.getByRole('combobox', { name: 'Columns of features' });
  await expect(columns).toHaveText(/visits.*basket/);
  await columns.click();
  await page.getByRole('option', { name: /basket/ }).click();
  await expect(sheet.getByText('Expected 2 columns, 1 are chosen.')).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Measure it' })).toBeDisabled();
  await page.getByRole('option', { name: /basket/ }).click();
  await page.keyboard.press('Escape');
  await expect(sheet.getByRole('spinbutton', { name: 'Column of the score' })).toHaveValue('1');
  await shot('import-model');
  await accessible(page);
  await sheet.getByRole('button', { name: 'Measure it' }).click();

  await expect(page).toHaveURL(/\/runs\//);
  const runId = page.url().split('/').pop()!.split('?')[0]!;
  const run = await until(() => api.query<{ state: string; metrics: { auc: { value: number } } | null }>('run.get', { id: runId }), (r) => r.state === 'done' || r.state === 'failed', 30_000);
  expect(run.metrics!.auc.value).toBeGreaterThan(0.9);
  await page.getByRole('button', { name: /^Register/ }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').click();
  await page.getByPlaceholder('Search').last().fill('Torch buyers');
  await page.getByRole('option', { name: /Torch buyers/ }).click();
  await dialog.getByRole('button', { name: /Register/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Torch buyers v1' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Lineage' }).click();
  await expect(page.getByText('brought in as').first()).toBeVisible();
  await expect(page.getByText('shoppers-mlp.onnx').first()).toBeVisible();
});

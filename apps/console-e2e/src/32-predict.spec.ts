import { readFileSync } from 'node:fs';
import { expect, test } from './journey';
import { liveModel } from './sample';
import { sound } from './sound';

test('one row by hand: a score, what the row had that training never saw, and why; then a whole dataset to a file', async ({ page, api, shot }) => {
  const { modelId, name } = await liveModel(api, 'Tried');
  await page.goto('/models');
  await expect(page.getByText(name, { exact: true })).toBeVisible();
  await sound(page, 'models');
  await page.goto(`/models/${modelId}?tab=use`);
  await page.getByLabel('Your id of the customer').fill('c-17');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  const result = page.getByRole('status').filter({ hasText: 'Why this number' });
  await expect(result.getByText(/^\d+(\.\d+)? ?%$/)).toBeVisible();
  await page.getByLabel('ProductRelated', { exact: true }).fill('1000000');
  await page.getByRole('combobox', { name: 'Month' }).click();
  await page.getByPlaceholder('Search').last().fill('Smarch');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(result.getByText(/Month.*Smarch|Smarch.*Month/)).toBeVisible();
  await expect(result.getByText(/ProductRelated/).first()).toBeVisible();
  await shot('try-it');
  await sound(page, 'model-use');
  // text where a number belongs is refused by name, not guessed
  await page.getByLabel('ProductRelated', { exact: true }).fill('many');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'ProductRelated' }).first()).toBeVisible();

  await page.getByRole('tab', { name: 'Predictions' }).click();
  await page.getByRole('searchbox').fill('c-17');
  await expect(page.getByRole('grid', { name: 'Predictions' }).locator('tbody tr[aria-rowindex]')).toHaveCount(2);
  await sound(page, 'model-predictions');

  await page.getByRole('tab', { name: 'Batch scoring' }).click();
  await page.getByRole('button', { name: 'Score a dataset' }).first().click();
  const sheet = page.getByRole('dialog').first();
  await sheet.getByRole('combobox', { name: 'Dataset version' }).click();
  await page.getByPlaceholder('Search').last().fill('Online shoppers v1');
  await page.getByRole('option', { name: /Online shoppers v1/ }).click();
  await expect(sheet.getByText(`Scores 12,330 rows with ${name} v1 and writes a CSV file.`)).toBeVisible();
  await sheet.getByRole('button', { name: 'Start scoring' }).click();
  const link = page.getByRole('link', { name: 'Download' });
  await expect(link).toBeVisible({ timeout: 30_000 });
  await sound(page, 'model-batches');
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const lines = readFileSync(await download.path(), 'utf8').trim().split(/\r?\n/);
  expect(lines).toHaveLength(12_331);
  const at = lines[0]!.split(',').findIndex((h) => /score/i.test(h));
  expect(lines.slice(1).every((l) => Number(l.split(',')[at]) >= 0 && Number(l.split(',')[at]) <= 1)).toBe(true);
});

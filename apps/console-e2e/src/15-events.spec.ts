import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from './journey';
import { ROOT } from './product';
import { accessible } from './sound';

/** The first tills of The Complete Journey, as the grocer's own file has them. */
const tills = gunzipSync(readFileSync(path.join(ROOT, 'samples/complete-journey/transactions.csv.gz'))).toString('utf8').split('\n');
const [header, ...receipts] = tills.slice(0, 3001);
const file = (name: string, lines: readonly string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from([header, ...lines].join('\n') + '\n') });
const cells = header!.replaceAll('"', '').split(',');
/** A line of the file with one cell written over. */
const spoiled = (line: string, column: string, value: string) => line.split(',').map((c, i) => (cells[i] === column ? value : c)).join(',');

test('raw till receipts become a log: the mapping is proposed, the loss is shown and has to be seen before it is accepted, rejects keep their reason', async ({ page, shot }) => {
  await page.goto('/events?new=1');
  await page.getByLabel('Name', { exact: true }).fill('Grocer');
  await page.getByRole('button', { name: 'Make the log' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Add files' })).toBeVisible();
  const bad = [spoiled(receipts[0]!, 'quantity', 'several'), spoiled(receipts[1]!, 'quantity', 'many')];
  await page.getByLabel('Choose files').setInputFiles([file('till-1.csv', receipts.slice(0, 1500)), file('till-2.csv', [...receipts.slice(1500), ...bad, receipts[7]!])]);
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('combobox', { name: 'Rows are' })).toHaveText(/Order lines/, { timeout: 20_000 });
  await expect(sheet.getByText('2 rows would be lost')).toBeVisible({ timeout: 20_000 });
  await expect(sheet.getByText('quantity: not a number')).toBeVisible();
  await shot('events-mapping');
  await accessible(page);
  const accept = sheet.getByRole('button', { name: /^Take in [\d,]+ rows$/ });
  await expect(accept).toBeDisabled();
  await sheet.getByRole('checkbox', { name: 'I have seen that 2 rows are left out' }).click();
  await accept.click();
  await expect(page.getByRole('tab', { name: /Batches/ })).toHaveAttribute('data-state', 'active');
  await page.getByText('#1', { exact: true }).dblclick({ timeout: 20_000 });
  await expect(sheet.getByText('Made version 1')).toBeVisible({ timeout: 30_000 });
  await expect(sheet.getByRole('cell', { name: 'quantity: not a number' })).toHaveCount(2);
  const download = page.waitForEvent('download');
  await sheet.getByRole('link', { name: 'Download as CSV' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8').trim().split('\n');
  expect(lines[1]).toMatch(/^till-2\.csv,\d+,quantity: not a number,/);
});

test('quality of the version: volume by day, freshness, expectations; a rule is added and held against it', async ({ page, shot }) => {
  await page.goto('/events');
  await page.getByText('Grocer', { exact: true }).dblclick();
  await expect(page.getByRole('heading', { level: 2, name: 'Order lines' })).toBeVisible();
  await expect(page.getByText(/No column came, went/)).toBeVisible();
  await shot('events-quality');
  await accessible(page);
  await page.getByRole('tab', { name: /Expectations/ }).click();
  await expect(page.getByText('Order lines: amounts are in one currency')).toBeVisible();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Rule' }).click();
  await page.getByRole('option', { name: 'Newest event is fresh' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add a rule' }).click();
  await expect(page.getByText('Order lines: the newest event is at most 2 h old')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('2 rules fail')).toBeVisible();
  await accessible(page);
});

import { readFileSync } from 'node:fs';
import { groceriesVersion } from './groceries';
import { expect, test, until, type Api } from './journey';
import { accessible } from './sound';

const SALES = { frequency: 'week', horizon: 6, model: 'blend', members: ['tsb', 'statistical'], hierarchy: true, bootstrapReplicates: 50 };
const NEXT = { network: false, linear: ['popular', 'covisitation'], protocol: 'time', windowDays: 21, bootstrapReplicates: 50, shuffleTest: 'off', mostLists: 300 };
const CHANCES = { model: 'logistic', epochs: 5, bootstrapReplicates: 50, importanceRepeats: 1 };
// the lists are those of the journey of recommendations, where it was walked before
const MODELS = { sales: 'Grocery sales', next: 'Groceries', chances: 'Grocery buyers' };

/** A model that is live, trained through the API unless a kept product has it already. */
async function live(api: Api, name: string, familyId: string, params: object, datasetVersionId: string): Promise<string> {
  const there = (await api.query<{ name: string; aliases: { alias: string; versionId: string }[] }[]>('model.list', {})).find((m) => m.name === name);
  if (there) return there.aliases[0]!.versionId;
  const { runIds } = await api.mutate<{ runIds: string[] }>('run.launch', { familyId, experimentName: name, params, datasetVersionId });
  const run = await until(() => api.query<{ state: string; error: unknown }>('run.get', { id: runIds[0] }), (r) => ['done', 'failed'].includes(r.state), 90_000);
  expect(run).toMatchObject({ state: 'done', error: null });
  const { versionId } = await api.mutate<{ versionId: string }>('model.register', { runId: runIds[0], name });
  await api.mutate('model.promote', { versionId, override: true, reason: 'a journey' });
  return versionId;
}

test('sales of a real shop are forecast; products stand by money at risk, one is looked at, orders follow costs and the shelf, and are taken away as a file', async ({ page, api, shot }) => {
  await live(api, MODELS.sales, 'forecast', SALES, await groceriesVersion(page, api));
  await page.goto('/decisions?page=forecast');
  await expect(page.getByText(/products, 6 weeks ahead, by version 1/)).toBeVisible();
  await page.getByLabel('Find a product or category').fill('BANANAS');
  const row = page.getByRole('row').filter({ hasText: 'BANANAS' }).first();
  await expect(row).toBeVisible();
  await shot('stock-portfolio');
  await accessible(page);
  await row.click();
  await expect(page.getByRole('heading', { level: 2, name: /BANANAS/ })).toBeVisible();
  await expect(page.getByText('Expected over 6 weeks')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Sales and forecast' })).toBeVisible();
  await expect(page.locator('canvas').first()).toBeVisible();
  await shot('stock-product');
  await page.getByRole('button', { name: 'Products' }).click();

  // what nobody has sold yet begins as products like it did
  await page.getByRole('tab', { name: 'New product' }).click();
  await page.getByLabel('Begins like these').click();
  await page.getByRole('option', { name: /^BANANAS/ }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/No sales of its own: the first steps of one product like it \(BANANAS\)/)).toBeVisible();
  await expect(page.getByText(/of 1\d\d products with it/)).toBeVisible();
  await shot('stock-new');
  await accessible(page);

  await page.getByRole('tab', { name: 'Order list' }).click();
  const first = page.getByRole('row').nth(1);
  await expect(first).toBeVisible();
  const spend = page.getByText('To spend').locator('..');
  const before = await spend.innerText();
  await page.getByLabel('A missed sale costs').fill('1');
  await expect.poll(() => spend.innerText()).not.toBe(before);
  await page.getByLabel('Costs of a unit are').click();
  await page.getByRole('option', { name: 'shares of its price' }).click();
  await expect(page.getByText(/at 60 % of each price/)).toBeVisible();
  await expect(page.getByRole('columnheader', { name: /^A unit/ })).toBeVisible();
  await page.getByRole('button', { name: 'Enter stock' }).click();
  await page.getByLabel('Product, on hand, on order').fill('BANANAS, 100000, 0');
  await page.getByRole('button', { name: 'Use 1 line' }).click();
  await expect(page.getByText(/1 product with stock entered/)).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '100,000 + 0' })).toBeVisible();
  await page.getByRole('button', { name: 'Try these terms on history' }).click();
  await expect(page.getByText(/on the newest 6 weeks .* which the model has not seen/)).toBeVisible();
  await expect(page.getByText(/of the usual rule's cost at equal service/)).toBeVisible();
  await shot('stock-orders');
  await accessible(page);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()]);
  expect(file.suggestedFilename()).toBe('reorder.csv');
  const [head, ...lines] = readFileSync(await file.path(), 'utf8').trim().split(/\r?\n/);
  expect(head).toContain('item,order,orderBy');
  expect(lines.find((l) => l.startsWith('BANANAS,'))!.split(',')[1]).toBe('0');
});

type Task = { id: string; name: string };
type Table = { state: string; targetKind: string; datasetVersionId: string | null };

/** Rows of the sample shop's households with a known outcome: a table that another journey made, else one of the ready task. */
async function trainingTable(api: Api): Promise<string> {
  // chances are of a yes or no: a table of counts holds none
  const made = (await api.query<Table[]>('tasks.tables', {})).find((t) => t.state === 'done' && t.datasetVersionId !== null && t.targetKind === 'yes_no');
  if (made) return made.datasetVersionId!;
  const tasks = await until(() => api.query<Task[]>('tasks.list', {}), (l) => l.some((t) => t.name === 'Order within 30 days'), 240_000);
  const set = (await until(() => api.query<Task[]>('features.sets', {}), (l) => l.length > 0, 240_000)).find((s) => s.name === 'Order within 30 days features')!;
  const { tableId } = await api.mutate<{ tableId: string }>('tasks.materialise', { taskId: tasks.find((t) => t.name === 'Order within 30 days')!.id, featureSetId: set.id });
  const table = await until(() => api.query<Table>('tasks.table', { tableId }), (t) => t.state === 'done' || t.state === 'failed', 90_000);
  expect(table.state).toBe('done');
  return table.datasetVersionId!;
}

test('one ledger: what households will take, from their chances to buy and their next items, stands beside what products will sell, and both are reconciled', async ({ page, api, shot }) => {
  const groceries = await groceriesVersion(page, api);
  await live(api, MODELS.sales, 'forecast', SALES, groceries);
  await live(api, MODELS.next, 'recommendation', NEXT, groceries);
  const datasetVersionId = await trainingTable(api);
  const versionId = await live(api, MODELS.chances, 'propensity', CHANCES, datasetVersionId);
  const { id } = await api.mutate<{ id: string }>('prediction.batchStart', { modelVersionId: versionId, datasetVersionId });
  expect(await until(() => api.query<{ state: string; error: unknown }>('prediction.batchGet', { id }), (b) => ['done', 'failed'].includes(b.state), 60_000)).toMatchObject({ state: 'done' });

  await page.goto('/decisions?page=forecast');
  await page.getByRole('link', { name: 'One ledger' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'One ledger' })).toBeVisible();
  await page.getByLabel('Chances to buy').click();
  await page.getByRole('option', { name: MODELS.chances }).click();
  await expect(page.getByRole('heading', { name: 'Units in 30 days' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'GROCERY' })).toBeVisible();
  await expect(page.locator('canvas').first()).toBeVisible();
  await expect(page.getByText(/of [\d,]+ customers buy/)).toBeVisible();
  await shot('ledger');
  await accessible(page);
  await page.getByLabel('Days ahead').click();
  await page.getByRole('option', { name: '7 days' }).click();
  await expect(page.getByRole('heading', { name: 'Units in 7 days' })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole('heading', { name: 'Units in 7 days' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});

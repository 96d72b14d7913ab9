import { expect, test, until } from './journey';
import { CONSOLE_URL } from './product';
import { register } from './register';
import { sound } from './sound';

type Report = { checks: { check: string; state: string }[] };

test('raw tills of the sample shop become a 30-day model: the sentence is edited, previewed and refused with its reason, the table made, attacked and launched', async ({ page, api, shot }) => {
  test.setTimeout(120_000);
  const tasks = await until(() => api.query<{ name: string; logId: string }[]>('tasks.list', {}), (list) => list.some((t) => t.name === 'Order within 30 days'), 240_000);
  const { logId } = tasks.find((t) => t.name === 'Order within 30 days')!;
  // few features: the table is made and attacked within seconds
  await api.mutate('features.saveSet', { name: 'RFM', logId, timeZone: 'America/New_York', features: ['recency', 'frequency', 'monetary', 'tenure'].map((part) => ({ name: part === 'monetary' ? 'order_value' : part, kind: 'rfm', params: { part, days: null } })) });
  await page.goto('/tasks/new');
  await page.getByRole('button', { name: /^Order within 30 days/ }).click();
  await expect(page.getByTestId('sentence')).toContainText('Predict whether there is an order within 30 days');
  await expect(page.getByText(/counted in/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('6 snapshots')).toBeVisible();

  // a horizon that the data cannot answer is refused with the reason
  await page.getByRole('button', { name: /^Within/ }).click();
  await page.getByRole('spinbutton', { name: 'Horizon' }).fill('500');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Cannot be made')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Make the training table' })).toBeDisabled();
  await page.getByRole('button', { name: /^Within/ }).click();
  await page.getByRole('radio', { name: '14', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('sentence')).toContainText('within 14 days');
  await expect(page.getByText('Cannot be made')).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Make the training table' })).toBeEnabled({ timeout: 20_000 });
  await shot('task-sentence');
  await sound(page, 'task');

  await page.getByLabel('Name', { exact: true }).fill('Order within two weeks');
  await page.getByRole('button', { name: 'Make the training table' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('combobox', { name: 'Features' }).click();
  await page.getByRole('option', { name: /^RFM/ }).click();
  await sheet.getByRole('button', { name: 'Make it' }).click();
  await expect(page.getByText('No leak found')).toBeVisible({ timeout: 40_000 });
  await shot('task-table');

  await page.getByRole('link', { name: 'Launch experiment' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: /^Launch/ }).click();
  await expect(page).toHaveURL(/\/runs\//, { timeout: 15_000 });
  const runId = page.url().split('/runs/')[1]!.split('?')[0]!;
  const run = await until(() => api.query<{ state: string; error: unknown }>('run.get', { id: runId }), (r) => ['done', 'failed'].includes(r.state), 40_000);
  expect(run).toMatchObject({ state: 'done', error: null });
  const { report } = await api.query<{ report: Report }>('run.leaks', { id: runId });
  expect(report.checks.filter((c) => c.check === 'shift-test' || c.check === 'late-backfill').map((c) => c.state)).toEqual(['passed', 'passed']);

  await page.goto('/features/customer/recency');
  await expect(page.getByText('Values over time')).toBeVisible();
  await expect(page.getByText(/steady since|has moved|another population/).first()).toBeVisible();
  await shot('feature-card');
  await sound(page, 'feature');

  // the way from raw files ends at a promoted model
  await register(page, runId, 'Back within two weeks');
  await expect(page.getByText('Every gate lets it through.')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Promote to champion' }).click();
  await expect(page.getByText('Version 1 is champion')).toBeVisible();
});

test('how many: a count is trained from its task page beside what it must beat, promoted, asked with an interval and judged by what came', async ({ page, api, shot }) => {
  test.setTimeout(120_000);
  const tasks = await until(() => api.query<{ name: string; logId: string }[]>('tasks.list', {}), (list) => list.some((t) => t.name === 'Order within 30 days'), 240_000);
  const { logId } = tasks.find((t) => t.name === 'Order within 30 days')!;
  const sets = await api.query<{ id: string; name: string }[]>('features.sets', {});
  const saved = await api.mutate<{ id: string }>('tasks.save', { logId, name: 'Orders in two weeks', spec: { entity: 'customer', target: { kind: 'count', of: 'order_line', distinct: 'orderId' }, horizonDays: 14, cadence: { every: 'month', at: 'end' }, population: { active: { kinds: ['order_line'], days: 90 } } } });
  await api.mutate('tasks.materialise', { taskId: saved.id, featureSetId: sets.find((s) => s.name === 'RFM')!.id });
  await page.goto(`/tasks/${saved.id}`);
  await expect(page.getByRole('link', { name: 'Launch experiment' }).first()).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole('link', { name: 'Parquet' })).toBeVisible();
  await sound(page, 'value-task');

  await page.getByRole('link', { name: 'Launch experiment' }).first().click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('combobox', { name: 'Task' })).toContainText('Expected value');
  await sheet.getByRole('button', { name: /^Launch/ }).click();
  await expect(page).toHaveURL(/\/runs\//, { timeout: 15_000 });
  const runId = page.url().split('/runs/')[1]!.split('?')[0]!;
  await expect(page.getByText('Against what must be beaten')).toBeVisible({ timeout: 40_000 });
  await shot('value-run');
  await sound(page, 'value-run');
  const { metrics } = await api.query<{ metrics: Record<string, { value: number }> }>('run.get', { id: runId });
  expect(metrics.d2!.value).toBeGreaterThan(0.05);
  expect(metrics.gini!.value).toBeGreaterThan(0.2);

  // the whole model is one file to take elsewhere
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Model as ONNX' }).click()]);
  expect(file.suggestedFilename()).toMatch(/\.onnx$/);

  await register(page, runId, 'Orders in two weeks');
  await expect(page.getByText('Every gate lets it through.')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Promote to champion' }).click();
  await expect(page.getByText('Version 1 is champion')).toBeVisible();
  const asked = Array.from({ length: 40 }, (_, i) => ({ key: `v-${i}`, features: { recency: 3 + i, frequency: 40 - i, order_value: 20, tenure: 90 } }));
  const { predictions, modelId } = await api.mutate<{ modelId: string; predictions: { score: number; interval: { low: number; high: number } }[] }>('prediction.predict', { model: 'Orders in two weeks', rows: asked });
  expect(predictions.every((p) => p.interval.low <= p.score && p.score <= p.interval.high)).toBe(true);
  await api.mutate('outcome.record', { outcomes: asked.map(({ key }, i) => ({ key, value: i < 20 ? 2 : i % 2 })) });
  await page.goto(`/models/${modelId}?tab=serving`);
  await expect(page.getByText('Predicted and actual, by decile')).toBeVisible({ timeout: 15_000 });
  await sound(page, 'value-performance');
});

test('a feature is declared by the form of its kind, tried as one types, kept, and changed into its next version', async ({ page, shot }) => {
  await page.goto('/features');
  await page.getByRole('button', { name: 'New feature' }).first().click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByTestId('feature-sentence')).toHaveText('number of order lines, last 30 days', { timeout: 20_000 });
  await sheet.getByRole('combobox', { name: 'How it is computed' }).click();
  await page.getByRole('option', { name: 'Share', exact: true }).click();
  await sheet.getByRole('spinbutton', { name: 'Value' }).fill('2');
  await expect(sheet.getByTestId('feature-sentence')).toContainText('quantity over 2', { timeout: 20_000 });
  await sheet.getByRole('textbox', { name: 'Days back' }).fill('-1');
  await expect(sheet.getByRole('button', { name: 'Keep it' })).toBeDisabled();
  await sheet.getByRole('textbox', { name: 'Days back' }).fill('60');
  await expect(sheet.getByRole('button', { name: 'Keep it' })).toBeEnabled({ timeout: 20_000 });
  await sound(page, 'new-feature');
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('bulk_share_60d');
  await sheet.getByRole('combobox', { name: 'Add to' }).click();
  await page.getByRole('option', { name: 'A new set' }).click();
  await sheet.getByRole('textbox', { name: 'Name of the set' }).fill('By hand');
  await sheet.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'bulk_share_60d' })).toBeVisible({ timeout: 20_000 });
  await shot('feature-new');
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await sheet.getByRole('textbox', { name: 'Days back' }).fill('90');
  await sheet.getByRole('button', { name: 'Keep as next version' }).click({ timeout: 20_000 });
  await expect(page.getByText('v2', { exact: true }).first()).toBeVisible({ timeout: 20_000 });
});

test('the task in Chinese says the same, on a phone', async ({ page, api }) => {
  const list = await until(() => api.query<{ id: string; name: string }[]>('tasks.list', {}), (l) => l.length > 0, 240_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.context().addCookies([{ name: 'bw-locale', value: 'zh', url: CONSOLE_URL }]);
  await page.goto(`/tasks/${list.find((t) => t.name === 'Order within 30 days')!.id}`);
  await expect(page.getByTestId('sentence')).toContainText('预测未来 30 天内是否下单');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBe(0);
});

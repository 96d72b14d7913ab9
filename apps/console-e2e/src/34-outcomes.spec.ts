import { expect, test, until } from './journey';
import { HONEST, liveModel, sessions } from './sample';
import { sound } from './sound';

test('outcomes from a file give the realised performance, become the next dataset version, and a run on it closes the loop', async ({ page, api, shot }) => {
  const { modelId, name } = await liveModel(api, 'Reported');
  const rows = sessions(2000, 240);
  const value = (text: string) => (text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text));
  const features = (row: Record<string, string>) => Object.fromEntries(Object.entries(row).filter(([k]) => k !== 'Revenue').map(([k, v]) => [k, value(v)]));
  await api.mutate('prediction.predict', { model: name, rows: rows.map((row, i) => ({ key: `${name}-${i}`, features: features(row) })) });

  await page.goto(`/models/${modelId}?tab=outcomes`);
  const file = ['key,value', ...rows.map((row, i) => `${name}-${i},${row.Revenue!.toLowerCase() === 'true' ? 1 : 0}`), 'nobody,1'].join('\n');
  await page.getByLabel('Choose a file').first().setInputFiles({ name: 'outcomes.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await expect(page.getByText('240 accepted, 0 known already, 1 rejected')).toBeVisible();
  await expect(page.getByText(/Row 24[0-2]: /)).toBeVisible();
  await sound(page, 'model-outcomes');
  // reporting the same again changes nothing
  await page.getByLabel('Choose a file').first().setInputFiles({ name: 'outcomes.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await expect(page.getByText('0 accepted, 240 known already, 1 rejected')).toBeVisible();

  await page.getByRole('tab', { name: 'Performance' }).click();
  await expect(page.getByText(/^100 ?% matured$/).first()).toBeVisible();
  await expect(page.getByText(/realised/).first()).toBeVisible();
  await expect(page.locator('canvas').first()).toBeVisible();
  await shot('performance');
  await sound(page, 'model-performance');

  await page.getByRole('tab', { name: 'Outcomes' }).click();
  await page.getByRole('button', { name: 'Make the next dataset version' }).click();
  await expect(page.getByText(/Version \d+ of Online shoppers is being read/)).toBeVisible();
  await expect(page.getByText('240 outcomes are known.')).toBeVisible();
  const train = await page.getByRole('link', { name: 'Train on it' }).getAttribute('href');
  const versionId = /dataset=([\w-]+)/.exec(train!)![1]!;
  expect(await until(() => api.query<{ state: string; rowCount: number }>('dataset.version', { id: versionId }), (v) => v.state === 'ready', 30_000)).toMatchObject({ rowCount: 12_570 });
  const { runIds } = await api.mutate<{ runIds: string[] }>('run.launch', { familyId: 'propensity', experimentName: 'Reported', datasetVersionId: versionId, params: HONEST });
  await page.goto(`/runs/${runIds[0]}`);
  await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await page.goto(`/lineage?kind=dataset-version&id=${versionId}`);
  await expect(page.getByRole('group', { name: 'Lineage graph' })).toBeVisible();
  await expect(page.getByText('outcomes became').first()).toBeVisible();
});

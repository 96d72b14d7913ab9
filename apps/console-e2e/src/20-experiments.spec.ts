import type { Page } from '@playwright/test';
import { expect, test, until } from './journey';
import { sampleRuns, sampleVersion, SMALL } from './sample';
import { sound } from './sound';

/** Long enough to be watched, and never waited for: it is cancelled. */
const LONG = { ...SMALL, epochs: 5000, batchSize: 64 };

const dialog = (page: Page) => page.getByRole('dialog').last();
const launchButton = (page: Page) => dialog(page).getByRole('button', { name: /^Launch/ });

test('the form knows its limits and its cost; one launch makes a group of seeds', async ({ page, api, shot }) => {
  await sampleRuns(api);
  await page.goto('/experiments');
  await expect(page.getByText('Will this session buy?').first()).toBeVisible();
  await sound(page, 'experiments');
  await page.getByRole('button', { name: 'New run' }).first().click();
  await dialog(page).getByRole('combobox', { name: 'Data' }).click();
  await page.getByRole('option', { name: /^Online shoppers/ }).first().click();
  await dialog(page).getByRole('button', { name: 'MLP, small' }).click();
  await expect(dialog(page).getByLabel('Units per layer')).toHaveValue('32');
  await sound(page, 'launch');
  // an impossible value is named at its field, and nothing can be started with it
  await dialog(page).getByLabel('Units per layer').fill('0');
  await expect(dialog(page).getByText(/at least 1/i).first()).toBeVisible();
  await expect(launchButton(page)).toBeDisabled();
  await dialog(page).getByRole('radio', { name: 'A new one' }).click();
  await dialog(page).getByRole('textbox', { name: 'Name of the new experiment' }).fill('Two seeds');
  await dialog(page).getByLabel('Units per layer').fill('8');
  await dialog(page).getByLabel('Epochs', { exact: true }).fill('2');
  await dialog(page).getByRole('radio', { name: 'Seeds' }).click();
  await dialog(page).getByRole('spinbutton', { name: 'Seeds' }).fill('2');
  await expect(dialog(page).getByText(/2 runs on Online shoppers v\d+, about/)).toBeVisible();
  await shot('launch');
  await launchButton(page).click();
  await expect(page).toHaveURL(/\/experiments\/.+group=/);
  await expect(page.getByRole('heading', { level: 1, name: 'Two seeds' })).toBeVisible();
  await expect(page.getByRole('gridcell', { name: 'Done' }).or(page.getByRole('cell', { name: 'Done' }))).toHaveCount(2, { timeout: 30_000 });
  await sound(page, 'experiment');
});

test('a run is watched live through a reload, another waits behind it, and cancelling takes less than three seconds', async ({ page, api, shot }) => {
  const datasetVersionId = await sampleVersion(api);
  const start = (name: string) => api.mutate<{ runIds: string[] }>('run.launch', { familyId: 'propensity', experimentName: 'Watched', name, datasetVersionId, params: LONG });
  const first = (await start('long')).runIds[0]!;
  const second = (await start('waiting')).runIds[0]!;
  await page.goto(`/runs/${first}`);
  const progress = page.getByText(/epoch \d+ of 5,?000/);
  await expect(progress).toBeVisible({ timeout: 20_000 });
  const shown = async () => Number(/epoch ([\d,]+)/.exec((await progress.textContent())!)![1]!.replace(',', ''));
  await page.reload();
  await expect(progress).toBeVisible();
  const before = await shown();
  await expect.poll(shown, { timeout: 10_000 }).toBeGreaterThan(before);
  await page.getByRole('tab', { name: /Curves/ }).click();
  await expect(page.locator('canvas').first()).toBeVisible();
  await shot('run-live');
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByText(/12,?330|rows/).first()).toBeVisible();
  await page.getByRole('tab', { name: 'System' }).click();
  await expect(page.getByText('CPU (% of one core)').first()).toBeVisible();

  await page.goto(`/runs/${second}`);
  await expect(page.getByText('Place 1 of 1 in the queue')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible();

  await page.goto(`/runs/${first}`);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const asked = Date.now();
  await dialog(page).getByRole('button', { name: 'Cancel the run' }).click();
  await until(() => api.query<{ state: string }>('run.get', { id: first }), (r) => r.state === 'cancelled', 10_000);
  expect(Date.now() - asked, 'milliseconds from the click to the end').toBeLessThan(3000);
  await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible();
});

test('a finished run shows metrics with intervals and figures; its clone starts with its settings; notes and tags stay', async ({ page, api, shot }) => {
  const [run] = await sampleRuns(api);
  await page.goto(`/runs/${run!.id}`);
  await expect(page.getByText('AUC', { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/held-out rows/).first()).toBeVisible();
  await shot('run');
  await sound(page, 'run');
  // what a metric is stands behind its name: on a click too, as a touch has no hover
  await page.getByRole('button', { name: 'AUC', exact: true }).first().click();
  await expect(page.getByRole('tooltip')).toContainText('The chance that a buyer scores above a non-buyer');
  for (const [tab, text] of [['Data and features', 'Leak report'], ['Artifacts', 'model/model.onnx']] as const) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByText(text).first()).toBeVisible();
    await sound(page, `run-${tab.split(' ')[0]!.toLowerCase()}`);
    if (tab === 'Data and features') await shot('leaks');
  }
  for (const [name, file] of [['Model as ONNX', /\.onnx$/], ['TensorBoard file', /tfevents/]] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
    expect(download.suggestedFilename()).toMatch(file);
  }
  await page.getByRole('button', { name: 'Clone and edit' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Clone and edit' })).toBeVisible();
  await dialog(page).getByLabel(/Name/).first().fill('cloned');
  await expect(launchButton(page)).toBeEnabled();
  await launchButton(page).click();
  await expect(page).not.toHaveURL(new RegExp(run!.id));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('cloned');
  const id = /runs\/([\w-]+)/.exec(page.url())![1]!;
  expect((await api.query<{ params: unknown }>('run.get', { id })).params).toEqual(run!.params);
  await page.getByRole('button', { name: 'More' }).last().click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await dialog(page).getByLabel('Notes').fill('the same again');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Mark as favourite' }).click();
  await expect(page.getByRole('button', { name: 'No longer a favourite' })).toBeVisible();
  expect(await api.query('run.get', { id })).toMatchObject({ notes: 'the same again', favourite: true });
  await api.mutate('run.cancel', { runIds: [id] });
});

test('a run that cannot work says why, and offers to mend it', async ({ page, api }) => {
  const datasetVersionId = await sampleVersion(api);
  const params = { ...SMALL, optimizer: 'sgd', learningRate: 10, epochs: 20, view: { scaling: 'none' } };
  const { runIds } = await api.mutate<{ runIds: string[] }>('run.launch', { familyId: 'propensity', experimentName: 'Watched', name: 'diverges', datasetVersionId, params });
  await page.goto(`/runs/${runIds[0]}`);
  await expect(page.getByText(/Lower the learning rate/).first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Clone and mend' }).click();
  await expect(dialog(page).getByLabel('Learning rate')).toHaveValue('10');
});

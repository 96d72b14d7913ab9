import { expect, test } from './journey';
import { HONEST, sampleRuns, sampleVersion, train } from './sample';
import { register } from './register';
import { sound } from './sound';

test('gates let a good version through, refuse a worse one with reasons, yield to an admin with one, and a rollback is one action', async ({ page, api, shot }) => {
  const honest = (await sampleRuns(api)).find((r) => r.name.endsWith('without PageValues'))!;
  const worse = await train(api, { experimentName: 'Promoted', datasetVersionId: honest.datasetVersionId, params: { ...HONEST, units: 1, epochs: 1 } });

  await register(page, honest.id, 'Gatekept');
  await expect(page.getByText('Every gate lets it through.')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Promote to champion' }).click();
  await expect(page.getByText('Version 1 is champion')).toBeVisible();

  await register(page, worse.id, 'Gatekept');
  await expect(page.getByText(/gates? refuses? it/)).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText(/is worse|worse than/i).first()).toBeVisible();
  await shot('gates');
  await sound(page, 'promotion');
  await page.getByRole('button', { name: 'Promote to champion' }).click();
  await expect(page.getByText('Refused: the reasons stand below')).toBeVisible();

  await page.getByRole('checkbox', { name: /Override the gates/ }).click();
  await expect(page.getByRole('button', { name: 'Promote to champion' })).toBeDisabled();
  await page.getByRole('textbox', { name: /Reason/ }).fill('the shop is closed tomorrow');
  await page.getByRole('button', { name: 'Promote to champion' }).click();
  await expect(page.getByText('Version 2 is champion, against its gates')).toBeVisible();

  await page.getByRole('link', { name: 'Gatekept' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Gatekept' })).toBeVisible();
  await expect(page.getByText('champion v2')).toBeVisible();
  await sound(page, 'model');
  await page.getByRole('button', { name: 'Roll back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await expect(page.getByText('Version 1 is champion again')).toBeVisible();
  await expect(page.getByText('champion v1')).toBeVisible();

  await page.getByRole('tab', { name: 'Promotions' }).click();
  for (const decision of ['promoted', 'refused', 'overridden', 'rolled back']) await expect(page.getByText(decision, { exact: true }).first()).toBeVisible();
  await sound(page, 'model-promotions');
  await page.getByRole('tab', { name: 'Live history' }).click();
  await expect(page.getByText('the shop is closed tomorrow').first()).toBeVisible();
  await shot('history');
  await sound(page, 'model-history');
});

test('a policy of its own decides over a model; who may not promote is told so', async ({ page, api }) => {
  const run = await train(api, { experimentName: 'Promoted', datasetVersionId: await sampleVersion(api), params: { ...HONEST, epochs: 2 } });
  const made = await api.mutate<{ modelId: string; versionId: string }>('model.register', { runId: run.id, name: 'Strict' });
  await page.goto(`/models/${made.modelId}?tab=policy`);
  await page.getByLabel('Held-out rows, at least').fill('1000000');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The policy is saved')).toBeVisible();
  await sound(page, 'model-policy');
  await page.goto(`/models/${made.modelId}/versions/${made.versionId}?tab=promotion`);
  await expect(page.getByText(/1 gate refuses it/)).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText(/1,?000,?000/).first()).toBeVisible();
});

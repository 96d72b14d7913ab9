import { expect, test } from './journey';
import { sampleRuns } from './sample';
import { sound } from './sound';

test('a real difference and noise are told apart in words, with the interval of the paired difference', async ({ page, api, shot }) => {
  const runs = await sampleRuns(api);
  const of = (name: string) => runs.find((r) => r.name.endsWith(name))!;
  const [mlp, wide, without] = [of('MLP'), of('MLP, wide'), of('MLP without PageValues')];
  await page.goto(`/compare?runs=${[mlp, wide, without].map((r) => r.id).join(',')}&baseline=${mlp.id}`);
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict.getByText(new RegExp(`#${without.number} .* is worse than .* by −?-?0\\.\\d+ AUC, interval`))).toBeVisible({ timeout: 20_000 });
  await expect(verdict.getByText(new RegExp(`#${wide.number} .*(cannot be told apart|beats|is worse)`))).toBeVisible();
  await expect(page.getByRole('region', { name: 'Metrics' }).getByRole('row', { name: /Log-loss.*worse/ })).toBeVisible();
  await shot('compare');
  await sound(page, 'compare');

  // the other way round the sign turns
  await page.getByRole('button', { name: `Compare with #${without.number} ${without.name}` }).click();
  await expect(verdict.getByText(new RegExp(`#${mlp.number} .* beats #${without.number}`))).toBeVisible({ timeout: 20_000 });
  await expect(page).toHaveURL(new RegExp(`baseline=${without.id}`));

  await page.getByRole('tab', { name: 'Parameters' }).click();
  await expect(page.getByText('view.exclude')).toBeVisible();
  await expect(page.getByText('"PageValues"').or(page.getByText('PageValues', { exact: true })).first()).toBeVisible();
  await expect(page.getByText('batchSize')).toBeHidden();
  await page.getByRole('switch', { name: /parameters differ/ }).click();
  await expect(page.getByText('batchSize')).toBeVisible();
});

test('curves, figures and groups of several runs stand together', async ({ page, api }) => {
  const runs = (await sampleRuns(api)).slice(0, 4);
  const ids = runs.map((r) => r.id).join(',');
  await page.goto(`/compare?runs=${ids}&tab=curves`);
  await expect(page.locator('canvas').first()).toBeVisible({ timeout: 15_000 });
  await sound(page, 'compare-curves');
  await page.getByRole('tab', { name: 'Figures' }).click();
  await expect(page.locator('canvas, main svg[role=img]').first()).toBeVisible();
  await sound(page, 'compare-figures');
  await page.getByRole('tab', { name: 'Groups' }).click();
  await expect(page.getByText('Mean and 95 % interval over the runs of a group', { exact: false })).toBeVisible();
  await sound(page, 'compare-groups');
});

test('without runs the page teaches', async ({ page }) => {
  await page.goto('/compare');
  await expect(page.getByText('Choose runs to compare')).toBeVisible();
});

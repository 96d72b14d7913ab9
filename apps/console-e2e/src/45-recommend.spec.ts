import type { Page } from '@playwright/test';
import { groceriesVersion } from './groceries';
import { expect, test, until, type Api } from './journey';
import { accessible } from './sound';

const PARAMS = { network: false, linear: ['popular', 'recent', 'covisitation', 'item-knn', 'markov'], protocol: 'time', windowDays: 21, bootstrapReplicates: 100, shuffleTest: 'off', mostLists: 1000 };

/** From a file to a model that recommends, as the console's own calls make it. */
async function goLive(page: Page, api: Api): Promise<void> {
  const id = await groceriesVersion(page, api);
  const { runIds } = await api.mutate<{ runIds: string[] }>('run.launch', { familyId: 'recommendation', experimentName: 'Groceries', params: PARAMS, datasetVersionId: id });
  const run = await until(() => api.query<{ state: string; error: unknown }>('run.get', { id: runIds[0] }), (r) => ['done', 'failed'].includes(r.state), 40_000);
  expect(run).toMatchObject({ state: 'done', error: null });
  const { versionId } = await api.mutate<{ versionId: string }>('model.register', { runId: runIds[0], name: 'Groceries' });
  await api.mutate('model.promote', { versionId, override: true, reason: 'a journey' });
}

test('a real log becomes a model; an operator sees a customer, the list and why, edits rules while the list follows and its cost is said, and replays them', async ({ page, api, shot }) => {
  await goLive(page, api);
  await page.goto('/decisions?page=recommendation');
  const list = page.getByRole('list', { name: 'The list' });
  await expect(list.getByRole('listitem')).toHaveCount(12, { timeout: 15_000 });
  await expect(page.getByRole('list', { name: 'History' }).getByRole('listitem').first()).toBeVisible();
  await expect(list.getByRole('listitem').first()).toContainText(/because of|taken before|popular/);
  await expect(page.getByText(/Made from \d+ events of this customer/)).toBeVisible();
  await shot('recommend-customer');
  await accessible(page);

  // the list follows the rules, and the price in relevance is said
  const first = (await list.getByRole('listitem').first().locator('span[title]').first().getAttribute('title'))!;
  await list.getByRole('button', { name: `Never show ${first}` }).click();
  await expect(list.getByTitle(first, { exact: true })).toHaveCount(0);
  await expect(page.getByText(/Left out:.*hidden 1/)).toBeVisible();
  await page.getByLabel('At most of a category').fill('2');
  await expect(page.getByText(/without, .* with rules, on \d+ held-out lists/)).toBeVisible();
  await expect(page.getByText('not saved')).toBeVisible();
  await page.getByRole('button', { name: 'Put in force' }).click();
  await expect(page.getByText(/In force: number 1/)).toBeVisible();

  // other places in the shop, and somebody nobody knows
  await page.getByRole('radio', { name: 'Buy again' }).click();
  await expect(list.getByRole('listitem').first()).toContainText('due again');
  await page.getByRole('radio', { name: 'Trending' }).click();
  await expect(list.getByRole('listitem').first()).toContainText('rising');
  await page.goto('/decisions?page=recommendation&customer=nobody');
  await expect(page.getByText(/The model knows nobody called nobody/)).toBeVisible();
  await expect(page.getByText(/what sold in the last days/)).toBeVisible();

  // lists that tried things out are replayed under other rules
  await page.getByRole('tab', { name: 'Replay' }).click();
  await expect(page.getByText('No list was shown yet')).toBeVisible();
  const draw = (k: number) => api.mutate<{ listId: string; items: { item: string }[]; exploredPosition: number | null }>('recommendation.recommend', { model: 'Groceries', placement: 'trending', seed: `s${k}`, limit: 5, rules: { explore: { share: 0.5, pool: 10 } } });
  const shown = await Promise.all(Array.from({ length: 60 }, (_, k) => draw(k)));
  const feedback = shown.filter((l, k) => l.exploredPosition !== 1 && k % 2 === 0).map((l) => ({ listId: l.listId, item: l.items[0]!.item, kind: 'click' }));
  expect(await api.mutate('recommendation.feedback', { feedback })).toMatchObject({ accepted: feedback.length, rejected: [] });
  await page.goto('/decisions?page=recommendation&view=replay&placement=trending');
  await expect(page.getByText(/These rules would have earned .* per item shown/)).toBeVisible({ timeout: 15_000 });
  await shot('recommend-replay');
  await accessible(page);
  await page.getByRole('tab', { name: /Lists shown/ }).click();
  await expect(page.getByText('Click 1').first()).toBeVisible();

  // a list as it was seen, under the names that the shop gives its items
  const best = feedback[0]!.item;
  await api.mutate('recommendation.setCatalogue', { items: [{ item: best, name: 'The best of all' }] });
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: 'Click 1 The best of all' }).first();
  await row.click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('listitem').first()).toContainText(/The best of all.*likely to stand here.*Click/s);
  await accessible(page);
});

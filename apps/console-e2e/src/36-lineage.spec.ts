import { expect, test } from './journey';
import { liveModel, sessions } from './sample';
import { sound } from './sound';

test('a prediction is explained back to its bytes, and its graph is walked both ways', async ({ page, api, shot }) => {
  const { modelId, name, run } = await liveModel(api, 'Traced');
  const [row] = sessions(5, 1);
  const features = Object.fromEntries(Object.entries(row!).filter(([k]) => k !== 'Revenue'));
  const { predictions } = await api.mutate<{ predictions: { predictionId: string; score: number }[] }>('prediction.predict', { model: name, rows: [{ key: 'traced-1', features }] });
  const { predictionId } = predictions[0]!;
  await api.mutate('outcome.record', { outcomes: [{ predictionId, value: true }] });

  await page.goto(`/models/${modelId}?tab=predictions`);
  await page.getByRole('grid', { name: 'Predictions' }).getByText('traced-1').first().dblclick();
  await expect(page).toHaveURL(new RegExp(`/predictions/${predictionId}`));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('%');
  await expect(page.getByText(`#${run.number}`).first()).toBeVisible();
  const version = await api.query<{ contentHash: string }>('dataset.version', { id: run.datasetVersionId });
  await expect(page.getByText(version.contentHash).first()).toBeVisible();
  const explained = await api.query<{ replay: { equal: boolean; inputHashEqual: boolean } }>('prediction.explain', { id: predictionId });
  expect(explained.replay).toMatchObject({ equal: true, inputHashEqual: true });
  await shot('explain');
  await sound(page, 'prediction');

  await page.getByRole('link', { name: /graph/i }).first().click();
  const graph = page.getByRole('group', { name: 'Lineage graph' });
  for (const kind of ['Bytes', 'Dataset version', 'Run', 'Model version', 'Prediction', 'Outcome']) await expect(graph.getByText(new RegExp(`^${kind}`)).first()).toBeVisible();
  await shot('lineage');
  await sound(page, 'lineage');
  // backwards to the bytes, forwards again to the prediction
  await graph.getByText(/^Bytes/).first().click();
  await expect(page).toHaveURL(/kind=bytes/);
  await expect(graph.getByText(/^Dataset version/).first()).toBeVisible();
  await graph.getByText(/^Dataset version/).first().click();
  await expect(page).toHaveURL(/kind=dataset-version/);
  await expect(graph.getByText(/^Run/).first()).toBeVisible();
  await page.goto(`/lineage?kind=model&id=${modelId}`);
  await expect(graph.getByText(/^Model version/).first()).toBeVisible();
  await page.goto('/lineage');
  await expect(page.getByText('Choose an object')).toBeVisible();
  await sound(page, 'lineage-start');
});

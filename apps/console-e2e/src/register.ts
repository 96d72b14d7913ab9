import { expect, type Page } from '@playwright/test';

/** From a run's page to the promotion of a version of the model, as an operator goes. */
export async function register(page: Page, runId: string, model: string): Promise<void> {
  await page.goto(`/runs/${runId}`);
  await page.getByRole('button', { name: 'Register as a model' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Model' }).click();
  await page.getByPlaceholder('Search').last().fill(model);
  await page.getByRole('option', { name: new RegExp(model) }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Register', exact: true }).click();
  await expect(page).toHaveURL(/\/models\/.+\/versions\/.+tab=promotion/);
}

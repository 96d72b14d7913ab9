import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, type Page } from '@playwright/test';
import { until, type Api } from './journey';
import { ROOT } from './product';

const SAMPLES = path.join(ROOT, 'samples/complete-journey');
const cells = (name: string): string[][] => gunzipSync(readFileSync(path.join(SAMPLES, name))).toString('utf8').trim().split('\n').map((line) => (line.match(/("[^"]*"|[^,]*)(,|$)/g) ?? []).map((c) => c.replace(/,$/, '').replace(/^"|"$/g, '')));

/** What households took of the busiest product types: real purchases, small enough to train in seconds. @source The Complete Journey, 84.51°, CC0 */
function groceries(): string {
  const [productHead, ...products] = cells('products.csv.gz');
  const at = (head: readonly string[], name: string): number => head.indexOf(name);
  const typeOf = new Map(products.map((p) => [p[at(productHead!, 'product_id')]!, { type: p[at(productHead!, 'product_type')]!, department: p[at(productHead!, 'department')]! }]));
  const [head, ...lines] = cells('transactions.csv.gz');
  const rows = lines.flatMap((l) => {
    const product = typeOf.get(l[at(head!, 'product_id')]!);
    // petrol is counted in thousandths of a gallon
    return product && product.type !== '' && product.department !== 'FUEL' && /^[\w &/.-]+$/.test(product.type) ? [{ ...product, household: l[at(head!, 'household_id')]!, when: l[at(head!, 'transaction_timestamp')]!, paid: l[at(head!, 'sales_value')]!, units: l[at(head!, 'quantity')]! }] : [];
  });
  const counts = new Map<string, number>();
  for (const r of rows) counts.set(r.type, (counts.get(r.type) ?? 0) + 1);
  const kept = new Set([...counts].sort((a, b) => b[1] - a[1]).slice(0, 150).map(([type]) => type));
  const few = rows.filter((r) => kept.has(r.type)).sort((a, b) => (a.when < b.when ? -1 : 1));
  return ['household,product,department,taken_at,paid,units', ...few.map((r) => `${r.household},${r.type},${r.department},${r.when},${r.paid},${r.units}`)].join('\n');
}

type Listed = { rows: { name: string; latest: { id: string; state: string } }[] };

/** The data set of these purchases, uploaded in the console by whoever needs it first. @returns its version */
export async function groceriesVersion(page: Page, api: Api): Promise<string> {
  const ready = (l: Listed) => l.rows.find((r) => r.name === 'groceries' && r.latest.state === 'ready');
  const there = ready(await api.query<Listed>('dataset.list', {}));
  if (there) return there.latest.id;
  await page.goto('/data?upload=1');
  await page.getByLabel('Choose a file').setInputFiles({ name: 'groceries.csv', mimeType: 'text/csv', buffer: Buffer.from(groceries()) });
  await page.getByRole('dialog').getByRole('button', { name: 'Upload', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'groceries' })).toBeVisible();
  const { id } = ready(await until(() => api.query<Listed>('dataset.list', {}), (l) => ready(l) !== undefined, 60_000))!.latest;
  await api.mutate('dataset.setRoles', { id, roles: { household: 'id', product: 'item', department: 'category', taken_at: 'time', paid: 'price', units: 'quantity' } });
  return id;
}

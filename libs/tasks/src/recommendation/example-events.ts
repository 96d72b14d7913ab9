import { seededRandom } from '@bellwether/metrics';
import type { Example } from '../testing/example-table';

export type ExampleEventsOptions = { customers?: number; items?: number; length?: number; seed?: number; /** each item drawn without regard to the one before */ shuffledLabels?: boolean };

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
const DEPARTMENTS = ['garden', 'kitchen', 'office', 'toys'];

/**
 * Events of an invented shop, for tests: after an item mostly comes its successor, customers begin anywhere, and categories follow the items.
 * Every customer has events until the last day, so that both protocols find something to foresee.
 */
export function exampleEvents(options: ExampleEventsOptions = {}): Example {
  const { customers = 160, items = 40, length = 8, seed = 1, shuffledLabels = false } = options;
  const random = seededRandom(seed);
  const rows: { customer: string; item: number; time: number; kind: string }[] = [];
  for (let c = 0; c < customers; c++) {
    let item = random.below(items);
    for (let e = 0; e < length; e++) {
      rows.push({ customer: `c${String(c).padStart(4, '0')}`, item, time: START_MS + e * 24 * HOUR_MS + random.below(24) * HOUR_MS, kind: e % 3 === 0 ? 'view' : 'purchase' });
      item = shuffledLabels || random.unit() > 0.9 ? random.below(items) : (item + 1) % items;
    }
  }
  // as an export would be: in order of time
  rows.sort((a, b) => a.time - b.time);
  const key = (item: number): string => `sku-${String(item).padStart(3, '0')}`;
  return {
    table: {
      rows: rows.length, rowIndex: Int32Array.from(rows, (_, i) => i + 1),
      columns: [
        { name: 'customer', type: 'string', values: rows.map((r) => r.customer) }, { name: 'sku', type: 'string', values: rows.map((r) => key(r.item)) },
        { name: 'at', type: 'timestamp', values: Float64Array.from(rows, (r) => r.time) }, { name: 'what', type: 'string', values: rows.map((r) => r.kind) },
        { name: 'price', type: 'number', values: Float64Array.from(rows, (r) => 5 + r.item) }, { name: 'department', type: 'string', values: rows.map((r) => DEPARTMENTS[Math.floor((r.item / items) * 4)]!) },
        { name: 'title', type: 'string', values: rows.map((r) => `Thing number ${r.item}`) },
      ],
    },
    roles: { customer: 'id', sku: 'item', at: 'time', what: 'event', price: 'price', department: 'category', title: 'text' },
  };
}

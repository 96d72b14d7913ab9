import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { seededRandom } from '@bellwether/metrics';

export type ExampleOptions = { rows?: number; seed?: number; /** labels drawn without regard to the inputs */ shuffledLabels?: boolean };
export type Example = { table: ColumnTable; roles: ColumnRoles };

const CHANNELS = ['search', 'mail', 'social', 'direct'];

/** Sessions of an invented shop: two numbers, a category and a gap of missing values decide the label; one number is noise. */
export function exampleSessions(options: ExampleOptions = {}): Example {
  const { rows = 1200, seed = 1, shuffledLabels = false } = options;
  const random = seededRandom(seed);
  const pages = new Float64Array(rows);
  const minutes = new Float64Array(rows);
  const noise = new Float64Array(rows);
  const bought = new Float64Array(rows);
  const channel: (string | null)[] = [];
  for (let i = 0; i < rows; i++) {
    pages[i] = Math.floor(random.unit() * 20);
    minutes[i] = random.unit() < 0.1 ? Number.NaN : random.unit() ** 2 * 60;
    noise[i] = random.unit();
    const c = random.below(CHANNELS.length);
    channel.push(random.unit() < 0.05 ? null : CHANNELS[c]!);
    const z = 0.25 * (pages[i]! - 12) + 0.05 * ((Number.isNaN(minutes[i]!) ? 15 : minutes[i]!) - 20) + (c === 1 ? 1.5 : 0);
    bought[i] = random.unit() < (shuffledLabels ? 0.3 : 1 / (1 + Math.exp(-z))) ? 1 : 0;
  }
  return {
    table: {
      rows, rowIndex: Int32Array.from({ length: rows }, (_, i) => i + 1),
      columns: [
        { name: 'pages', type: 'integer', values: pages }, { name: 'minutes', type: 'number', values: minutes }, { name: 'noise', type: 'number', values: noise },
        { name: 'channel', type: 'string', values: channel }, { name: 'bought', type: 'boolean', values: bought },
      ],
    },
    roles: { pages: 'numeric', minutes: 'numeric', noise: 'numeric', channel: 'category', bought: 'target' },
  };
}

/** The same rows in another order. */
export function reorderRows(table: ColumnTable, order: Int32Array): ColumnTable {
  return {
    rows: order.length, rowIndex: Int32Array.from(order, (i) => table.rowIndex[i]!),
    columns: table.columns.map((c) => (c.type === 'string' ? { ...c, values: Array.from(order, (i) => c.values[i]!) } : { ...c, values: Float64Array.from(order, (i) => c.values[i]!) })),
  };
}

/** A seeded permutation of 0..n-1. */
export function permutation(n: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

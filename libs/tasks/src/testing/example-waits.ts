import { seededRandom } from '@bellwether/metrics';
import type { Example } from './example-table';

/** Days until the next order of customers whose usual gap is known, watched for 30 days; `seen` says which were. */
export function exampleWaits({ rows = 800, seed = 2, shuffledLabels = false }: { rows?: number; seed?: number; shuffledLabels?: boolean } = {}): Example {
  const random = seededRandom(seed);
  const [gap, noise, days, seen] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < rows; i++) {
    gap[i] = 4 * Math.exp(3 * random.unit());
    noise[i] = random.unit();
    const wait = -(shuffledLabels ? 25 : gap[i]!) * Math.log(1 - random.unit());
    seen[i] = wait <= 30 ? 1 : 0;
    days[i] = Math.min(30, wait);
  }
  return {
    table: {
      rows, rowIndex: Int32Array.from({ length: rows }, (_, i) => i + 1),
      columns: [{ name: 'gap_mean', type: 'number', values: gap }, { name: 'noise', type: 'number', values: noise }, { name: 'days', type: 'number', values: days }, { name: 'seen', type: 'boolean', values: seen }],
    },
    roles: { gap_mean: 'numeric', noise: 'numeric', days: 'target', seen: 'observed' },
  };
}

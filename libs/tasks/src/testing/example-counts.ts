import { seededRandom } from '@bellwether/metrics';
import type { Example } from './example-table';

const CHANNELS = ['search', 'mail', 'social', 'direct'];

export type CountOptions = { rows?: number; seed?: number; /** outcomes dealt without regard to the inputs */ shuffledLabels?: boolean; /** money: each order has a size */ amounts?: boolean };

function poisson(mu: number, unit: () => number): number {
  let [k, p] = [0, unit()];
  for (const limit = Math.exp(-mu); p > limit; k++) p *= unit();
  return k;
}

/** Customers of an invented shop: orders of the last 90 days, days since the last, a channel and noise decide how many orders (or how much money) come within 30 days. */
export function exampleCounts(options: CountOptions = {}): Example {
  const { rows = 1500, seed = 1, shuffledLabels = false, amounts = false } = options;
  const random = seededRandom(seed);
  const unit = (): number => random.unit();
  const [past, days, noise, next] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const channel: (string | null)[] = [];
  for (let i = 0; i < rows; i++) {
    const rate = 0.2 * Math.exp(2.2 * unit());
    past[i] = poisson(3 * rate, unit);
    days[i] = unit() < 0.08 ? Number.NaN : Math.floor((90 * unit()) / (1 + past[i]!));
    noise[i] = unit();
    const c = random.below(CHANNELS.length);
    channel.push(unit() < 0.05 ? null : CHANNELS[c]!);
    const mean = shuffledLabels ? 0.7 : rate * (c === 1 ? 2 : 0.8);
    const n = poisson(mean, unit);
    next[i] = amounts ? Array.from({ length: n }, () => Math.round(1000 * (5 + 30 * unit() ** 2)) / 1000).reduce((a, b) => a + b, 0) : n;
  }
  return {
    table: {
      rows, rowIndex: Int32Array.from({ length: rows }, (_, i) => i + 1),
      columns: [
        { name: 'orders_90d', type: 'integer', values: past }, { name: 'days_since', type: 'number', values: days }, { name: 'noise', type: 'number', values: noise },
        { name: 'channel', type: 'string', values: channel }, { name: 'orders_next', type: amounts ? 'number' : 'integer', values: next },
      ],
    },
    roles: { orders_90d: 'numeric', days_since: 'numeric', noise: 'numeric', channel: 'category', orders_next: 'target' },
  };
}

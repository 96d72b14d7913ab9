import type { ColumnRoles, Figure } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { familyRegistry, type TrainedModel } from '@bellwether/tasks';
import type { SuiteOptions } from './bench-row';
import { linesOf } from './public-data';

export type TakenItem = { customer: string; item: string; /** @unit ms */ at: number };

const DAY_MS = 86_400_000;

/** One user a line, items in the order of time, of which nothing more is known. @source Amazon Beauty 5-core, McAuley et al. 2015, as prepared for S3-Rec 2020 */
export const beautyEvents = (file: string): TakenItem[] => linesOf(file).flatMap((line) => {
  const [customer, ...items] = line.split(' ');
  return items.map((item, k) => ({ customer: customer!, item, at: k * DAY_MS }));
});

export function eventTable(events: readonly TakenItem[]): { table: ColumnTable; roles: ColumnRoles } {
  return {
    roles: { customer: 'id', item: 'item', at: 'time' },
    table: {
      rows: events.length, rowIndex: Int32Array.from({ length: events.length }, (_, i) => i + 1),
      columns: [{ name: 'customer', type: 'string', values: events.map((e) => e.customer) }, { name: 'item', type: 'string', values: events.map((e) => e.item) }, { name: 'at', type: 'timestamp', values: Float64Array.from(events, (e) => e.at) }],
    },
  };
}

/** Trains as a worker does, without checkpoints. */
export function trainRecommender(events: readonly TakenItem[], params: Record<string, unknown>, options: SuiteOptions): Promise<TrainedModel> {
  const family = familyRegistry.get('recommendation');
  return family.train({
    ...eventTable(events), params: family.params.parse({ checkpointSeconds: 3600, ...params }), seed: 1, signal: new AbortController().signal, engine: options.engine,
    loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => {}, log: (_, message) => options.log(`  ${message}`),
    metric: (key, step, value) => key.endsWith('ndcg_10') && options.log(`  step ${step}: ${key} ${value.toFixed(4)}`),
  });
}

/** NDCG@10 on the test lists of every member alone. */
export function membersOf({ figures }: TrainedModel): { name: string; ndcg: number }[] {
  const table = figures.find((f): f is Extract<Figure, { mark: 'table' }> => f.key === 'weights' && f.mark === 'table')!;
  return table.rows.map((row) => ({ name: String(row[0]), ndcg: Number(row[3]) }));
}

// For tests only: a run to filter.
import type { RunRow } from '@bellwether/contracts';

export const CLOCK = { now: new Date('2026-11-24T12:00:00Z'), timeZone: 'UTC' };

export function testRun(over: Partial<RunRow> = {}): RunRow {
  const id = '00000000-0000-4000-8000-000000000001';
  return {
    id: id as RunRow['id'], number: 7, name: 'mlp wide', experimentId: id as RunRow['experimentId'], experimentName: 'Autumn trial', groupId: id as RunRow['groupId'], groupName: 'grid of units',
    familyId: 'toy', datasetVersionId: id as RunRow['datasetVersionId'], datasetName: 'shoppers', datasetVersionNumber: 3, state: 'done',
    params: { units: 50, layers: [64, 32], optimiser: { name: 'adam', rate: 0.001 }, 'learning rate': 0.01, shuffle: true, note: null },
    seed: 1, metrics: { auc: { value: 0.93, lo: 0.92, hi: 0.94, n: 4109 }, 'lift@10': { value: 4.2, lo: null, hi: null, n: 4109 }, 'precision.best': { value: null, lo: null, hi: null, n: 0 } },
    progress: null, engine: { name: 'wasm', version: '4', device: 'cpu', reason: '', tried: [] }, cost: { wallSeconds: 90, cpuSeconds: 120, peakRssBytes: 600e6 }, error: null,
    tags: ['crm', 'night build'], labels: { team: 'crm', 'cost centre': '12' }, notes: 'first try (50%)', favourite: false, archivedAt: null,
    queuedAt: new Date('2026-11-23T23:30:00Z'), startedAt: new Date('2026-11-23T23:40:00Z'), finishedAt: new Date('2026-11-23T23:41:30Z'), createdByName: 'Ada', attempts: 1, ending: null,
    ...over,
  };
}

import { DATA_LIMITS, type EventBatchId } from '@bellwether/contracts';
import { firstRecords } from '@bellwether/features';
import { getEventBatch, type Deps, type Scope } from '@bellwether/lineage';

export type RejectedEvent = { file: string; row: number; reason: string; raw: string };

/** Kept refusals of a batch, in the order of its files. @throws AppError NOT_FOUND */
export async function rejectedEvents(deps: Deps, scope: Scope, id: EventBatchId, page: { offset: number; limit: number }): Promise<{ total: number; kept: number; rows: RejectedEvent[] }> {
  const batch = await getEventBatch(deps.db, scope, id);
  const total = batch.counts?.rejected ?? 0;
  if (!batch.rejectedHash) return { total, kept: 0, rows: [] };
  const records = firstRecords(Buffer.from(await deps.artifacts.get(batch.rejectedHash)).toString('utf8'), ',', DATA_LIMITS.rejectedKept + 1, true).slice(1);
  return { total, kept: records.length, rows: records.slice(page.offset, page.offset + page.limit).map(([file, row, reason, raw]) => ({ file: file ?? '', row: Number(row), reason: reason ?? '', raw: raw ?? '' })) };
}

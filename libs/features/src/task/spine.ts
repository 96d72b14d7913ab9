import type { PredictionTask } from '@bellwether/contracts';
import type { DuckSession } from '../ingest/session';
import type { CellSet } from '../feature/event-cells';
import { makeProductTable, makeStockSeries } from '../feature/moment-tables';
import { makeReviewScores } from '../feature/review-table';
import { requireField, type FieldNeed } from '../feature/row-field';
import type { ShopContext } from '../feature/compute-features';
import { labelSql } from './label-sql';
import type { PlannedSnapshot } from './plan-splits';
import { populationSql } from './population-sql';
import { sourceContext } from './task-context';

export const SPINE = 'spine';

/** Who is asked about at a snapshot and what came of it, as the temporary table `spine`: entity_id, cutoff, customer_id of sessions, target, target_observed. */
export async function makeSpine(session: DuckSession, task: PredictionTask, at: PlannedSnapshot, shop: ShopContext, cells: CellSet | null = null): Promise<void> {
  const context = sourceContext(shop, at.cutoffMs);
  const label = sourceContext(shop, at.matureMs, 'label');
  const activeFields = (task.population.active?.where ?? []).flatMap((c) => task.population.active!.kinds.slice(0, 1).map((kind) => requireField(kind, c.field).need));
  await makeNeeds(session, new Set(activeFields), context.tables.product, at.cutoffMs, shop);
  const targetFields = [...task.target.where.map((c) => c.field), ...(task.target.kind === 'sum' ? [task.target.field] : []), ...(task.target.kind === 'count' && task.target.distinct !== null ? [task.target.distinct] : [])];
  await makeNeeds(session, new Set(targetFields.map((f) => requireField(task.target.of, f).need)), label.tables.product, at.matureMs, shop);
  await session.run(`CREATE OR REPLACE TEMP TABLE ${SPINE} AS WITH population AS MATERIALIZED (${populationSql(task, at.opensMs, at.cutoffMs, context, cells)}) ${labelSql(task, 'population', at, label)}`);
}

async function makeNeeds(session: DuckSession, needs: ReadonlySet<FieldNeed | null>, product: string, ms: number, shop: ShopContext): Promise<void> {
  if (needs.has('product')) await makeProductTable(session, product, ms, { ...sourceContext(shop, ms), cache: null });
  if (needs.has('review')) await makeReviewScores(session);
  if (needs.has('stock')) await makeStockSeries(session);
}

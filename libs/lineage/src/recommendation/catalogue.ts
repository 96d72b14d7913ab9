import type { CatalogueItem } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';
import { storable } from '../spool/storable';

/** What the shop knows of its items, and the epoch of that state. */
export async function readCatalogue(db: Db, scope: Scope): Promise<{ epoch: number; items: CatalogueItem[] }> {
  const state = await db.prisma.catalogueState.findUnique({ where: { projectId: scope.projectId } });
  const { rows } = await db.pool.query<CatalogueItem>(`SELECT item, name, category, price, margin, stock, promoted, active FROM catalogue_item WHERE project_id = $1 ORDER BY item`, [scope.projectId]);
  return { epoch: state?.epoch ?? 0, items: rows };
}

export const countCatalogue = (db: Db, scope: Scope): Promise<number> => db.prisma.catalogueItem.count({ where: { projectId: scope.projectId } });

/** Puts what is known of these items in the place of what was; others stay as they are. Lists follow with the next request. */
export async function writeCatalogue(db: Db, scope: Scope, items: readonly CatalogueItem[]): Promise<{ items: number; epoch: number }> {
  // of an item that is said twice, what was said last
  const unique = [...new Map(storable([...items]).map((i) => [i.item, i])).values()];
  return db.transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO catalogue_item (project_id, item, name, category, price, margin, stock, promoted, active, updated_at)
      SELECT ${scope.projectId}::uuid, r.item, r.name, r.category, r.price, r.margin, r.stock, r.promoted, r.active, now()
        FROM jsonb_to_recordset(${JSON.stringify(unique)}::jsonb) AS r(item text, name text, category text, price float8, margin float8, stock float8, promoted boolean, active boolean)
      ON CONFLICT (project_id, item) DO UPDATE SET name = EXCLUDED.name, category = EXCLUDED.category, price = EXCLUDED.price, margin = EXCLUDED.margin, stock = EXCLUDED.stock, promoted = EXCLUDED.promoted, active = EXCLUDED.active, updated_at = EXCLUDED.updated_at`;
    const state = await tx.catalogueState.upsert({ where: { projectId: scope.projectId }, create: { projectId: scope.projectId, epoch: 1 }, update: { epoch: { increment: 1 } } });
    await writeAudit(tx, scope, { action: 'recommendation.setCatalogue', objectType: 'catalogue', objectId: scope.projectId, objectName: `${unique.length} items`, after: { items: unique.length, withdrawn: unique.filter((i) => !i.active).length, epoch: state.epoch } });
    return { items: unique.length, epoch: state.epoch };
  });
}

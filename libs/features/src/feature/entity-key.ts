import { AppError, type EntityKind, type TaskEntity } from '@bellwether/contracts';
import { ident } from '../ingest/session';
import { hasField } from './row-field';

/** How rows of a kind belong to an entity: the view that holds them, and the column of it and of the spine that must agree. */
export type EntityKey = { view: string; column: string; /** the spine's column */ spine: 'entity_id' | 'customer_id' };

/** @returns null when rows of this kind belong to no such entity */
export function entityKey(entity: TaskEntity, kind: EntityKind): EntityKey | null {
  if (entity === 'product') return hasField(kind, 'productId') ? { view: ident(kind), column: 'product_id', spine: 'entity_id' } : null;
  if (entity === 'session' && hasField(kind, 'sessionId')) return { view: ident(kind), column: 'session_id', spine: 'entity_id' };
  if (!hasField(kind, 'customerId')) return null;
  return { view: ident(`${kind}_of_customer`), column: 'customer_id', spine: entity === 'session' ? 'customer_id' : 'entity_id' };
}

/** @throws AppError INPUT_INVALID */
export function requireKey(entity: TaskEntity, kind: EntityKind): EntityKey {
  const key = entityKey(entity, kind);
  if (!key) throw new AppError({ code: 'INPUT_INVALID', message: `Rows of ${kind} belong to no ${entity}.`, fix: `Choose a kind of event that names the ${entity}.`, context: { entity, kind } });
  return key;
}

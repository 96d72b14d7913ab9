import { EVENT_COLUMNS, type EntityKind } from '@bellwether/contracts';

type FieldType = 'number' | 'text' | 'boolean';
export type RowFieldChoice = { name: string; type: FieldType };

const TYPE: Readonly<Record<string, FieldType | undefined>> = { VARCHAR: 'text', DOUBLE: 'number', BIGINT: 'number', BOOLEAN: 'boolean' };
const DERIVED: Readonly<Partial<Record<EntityKind, readonly RowFieldChoice[]>>> = {
  order_line: [{ name: 'amount', type: 'number' }, { name: 'discountShare', type: 'number' }],
};
const OF_PRODUCT: readonly RowFieldChoice[] = [{ name: 'product.category', type: 'text' }, { name: 'product.brand', type: 'text' }, { name: 'product.price', type: 'number' }];

/** What a condition or a sum can be about; ids of rows and times are left out. */
export function fieldsOfKind(kind: EntityKind): RowFieldChoice[] {
  const columns = EVENT_COLUMNS[kind];
  const own = columns.flatMap((c): RowFieldChoice[] => (TYPE[c.type] && c.field !== 'eventId' && c.field !== 'currency' && c.field !== 'line' ? [{ name: c.field, type: TYPE[c.type]! }] : []));
  const product = kind !== 'product' && columns.some((c) => c.field === 'productId') ? OF_PRODUCT : [];
  return [...(DERIVED[kind] ?? []), ...own, ...product];
}

import { EVENT_COLUMNS, type EntityKind } from '@bellwether/contracts';

export type RowFieldType = 'number' | 'text' | 'boolean' | 'time';
export type RowFieldName = { name: string; type: RowFieldType };

/** As columns are stored. JSON is reached by `attributes.<key>`, which has no list. */
const TYPES: Readonly<Record<string, RowFieldType | undefined>> = { VARCHAR: 'text', DOUBLE: 'number', BIGINT: 'number', BOOLEAN: 'boolean', TIMESTAMP: 'time' };
/** Facts of a product that its rows may be asked for; the first is the broadest level of its category. */
export const PRODUCT_FIELDS = ['topCategory', 'category', 'brand', 'name', 'price', 'cost', 'active'] as const;
export const ASPECTS = ['quality', 'size', 'price', 'delivery', 'looks', 'service'] as const;
const ALL = Object.keys(EVENT_COLUMNS) as EntityKind[];

/** Fields that no column holds; libs/features says how each is computed. */
export const DERIVED_FIELDS = {
  amount: { kinds: ['order_line'], type: 'number' },
  discountShare: { kinds: ['order_line'], type: 'number' },
  priceLevel: { kinds: ['order_line'], type: 'number' },
  stockShown: { kinds: ['session_event', 'impression', 'order_line'], type: 'number' },
  localHour: { kinds: ALL, type: 'number' },
  localWeekday: { kinds: ALL, type: 'number' },
} as const satisfies Record<string, { kinds: readonly EntityKind[]; type: RowFieldType }>;

/** Every field of a kind that a condition, a feature or a target can name, without the free ones (`attributes.<key>`). */
export function rowFieldsOf(kind: EntityKind): RowFieldName[] {
  const columns = EVENT_COLUMNS[kind];
  const own = columns.flatMap(({ field, type }): RowFieldName[] => (TYPES[type] && field !== 'eventId' && field !== 'knownTime' ? [{ name: field, type: TYPES[type]! }] : []));
  const derived = Object.entries(DERIVED_FIELDS).flatMap(([name, d]): RowFieldName[] => ((d.kinds as readonly EntityKind[]).includes(kind) ? [{ name, type: d.type }] : []));
  const ofProduct = kind !== 'product' && columns.some((c) => c.field === 'productId') ? PRODUCT_FIELDS.map((name): RowFieldName => ({ name: `product.${name}`, type: name === 'topCategory' ? 'text' : TYPES[EVENT_COLUMNS.product.find((c) => c.field === name)!.type]! })) : [];
  const ofReview = kind === 'review' ? ['sentiment', ...ASPECTS].map((part): RowFieldName => ({ name: `review.${part}`, type: 'number' })) : [];
  return [...own, ...derived, ...ofProduct, ...ofReview];
}

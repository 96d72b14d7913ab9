import type { EntityKind } from '@bellwether/contracts';
import { rowFieldsOf, type RowFieldName, type RowFieldType } from '@bellwether/declare';

export type RowFieldChoice = RowFieldName & { type: Exclude<RowFieldType, 'time'> };
const UNASKED = new Set(['currency', 'line']);

/** What a condition or a sum can be about: times are said by the window instead. */
export const fieldsOfKind = (kind: EntityKind): RowFieldChoice[] => rowFieldsOf(kind).filter((f): f is RowFieldChoice => f.type !== 'time' && !UNASKED.has(f.name));

/** A field of an audit line, before and after; `undefined` where it was not there. */
export type AuditChange = { path: string; before: unknown; after: unknown };

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What differs, field by field, objects opened (`policy.minimum.auc`), lists whole; in the order of the fields. */
export function auditChanges(before: unknown, after: unknown, path = ''): AuditChange[] {
  if (isObject(before) || isObject(after)) {
    const [b, a] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    const inside = [...new Set([...Object.keys(b), ...Object.keys(a)])].flatMap((key) => auditChanges(b[key], a[key], path ? `${path}.${key}` : key));
    // an object that took a plain value's place, or lost its fields to one
    const plain = isObject(before) ? after : before;
    return plain === undefined || plain === null || inside.length === 0 || (isObject(before) && isObject(after)) ? inside : [{ path, before, after }];
  }
  if (before === undefined && (after === undefined || after === null)) return [];
  return same(before, after) ? [] : [{ path, before: before ?? undefined, after: after ?? undefined }];
}

/** One line of text for a value of any kind. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

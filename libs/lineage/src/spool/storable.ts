/** Postgres cannot hold U+0000, nor half of a surrogate pair: callers' keys may hold either. */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\u0000', '\ufffd').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd') as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  return typeof value === 'object' && value !== null ? (Object.fromEntries(Object.entries(value).map(([k, v]) => [k, storable(v)])) as T) : value;
}

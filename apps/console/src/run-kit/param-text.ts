/** A parameter's value in a cell. */
export function paramText(value: unknown): string {
  if (value === undefined) return '–';
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) || Math.abs(value) >= 1e-4 ? String(value) : value.toExponential();
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(paramText).join(', ');
  if (typeof value === 'object' && Object.keys(value).length === 0) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function paramAt(params: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((v, key) => (typeof v === 'object' && v !== null && Object.hasOwn(v, key) ? (v as Record<string, unknown>)[key] : undefined), params);
}

export type FlatParam = { path: string[]; key: string; value: unknown };

/** Parameters without folders, in their own order; lists stay whole. */
export function flattenParams(params: unknown, path: string[] = []): FlatParam[] {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return path.length === 0 ? [] : [{ path, key: path.join('.'), value: params }];
  const entries = Object.entries(params);
  if (entries.length === 0 && path.length > 0) return [{ path, key: path.join('.'), value: params }];
  return entries.flatMap(([name, value]) => flattenParams(value, [...path, name]));
}

/** Equal as JSON, whatever the order of keys. */
export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null ? value : Array.isArray(value) ? value.map(sorted) : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));

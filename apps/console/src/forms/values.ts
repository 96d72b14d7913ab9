import type { Field } from './schema';

export type FormValue = Record<string, unknown>;

const isRecord = (v: unknown): v is FormValue => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Reads a dotted path. */
export function getAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((v, key) => (isRecord(v) ? v[key] : undefined), value);
}

/** A copy with one path set; everything beside it is shared with the old value. */
export function setAt(value: FormValue, path: string, next: unknown): FormValue {
  const [head, ...rest] = path.split('.') as [string, ...string[]];
  if (rest.length === 0) return { ...value, [head]: next };
  const inner = value[head];
  return { ...value, [head]: setAt(isRecord(inner) ? inner : {}, rest.join('.'), next) };
}

/** What a field holds before anybody touches it. */
export function defaultOf(field: Field): unknown {
  if (field.fallback !== undefined) {
    const fallback: unknown = structuredClone(field.fallback);
    // `prefault({})` says an object of defaults by leaving them out
    return field.kind === 'object' && isRecord(fallback) ? withDefaults(field.fields, fallback) : fallback;
  }
  if (field.nullable) return null;
  switch (field.kind) {
    case 'object':
      return defaultsOf(field.fields);
    case 'union': {
      const first = field.variants[0];
      return first ? { [field.discriminator]: first.value, ...defaultsOf(first.fields) } : {};
    }
    case 'boolean':
      return false;
    case 'choice':
      return field.choices[0]?.value;
    case 'list':
      return [];
    case 'text':
      return '';
    default:
      return undefined;
  }
}

export const defaultsOf = (fields: readonly Field[]): FormValue => Object.fromEntries(fields.map((f) => [f.name, defaultOf(f)]).filter(([, v]) => v !== undefined));

/** Fills what is missing with defaults, at every depth; what is there stays. */
export function withDefaults(fields: readonly Field[], value: FormValue): FormValue {
  const out: FormValue = { ...value };
  for (const f of fields) {
    const own = value[f.name];
    if (own === undefined) {
      const fallback = defaultOf(f);
      if (fallback !== undefined) out[f.name] = fallback;
    } else if (f.kind === 'object' && isRecord(own)) out[f.name] = withDefaults(f.fields, own);
    else if (f.kind === 'union' && isRecord(own)) {
      const variant = f.variants.find((v) => v.value === String(own[f.discriminator]));
      if (variant) out[f.name] = withDefaults(variant.fields, own);
    }
  }
  return out;
}

/** Another variant of a union: its own defaults, but what both variants have keeps its value. */
export function switchVariant(field: Extract<Field, { kind: 'union' }>, current: unknown, to: string): FormValue {
  const variant = field.variants.find((v) => v.value === to);
  const old = isRecord(current) ? current : {};
  const fresh = variant ? defaultsOf(variant.fields) : {};
  const kept = Object.fromEntries((variant?.fields ?? []).filter((f) => old[f.name] !== undefined).map((f) => [f.name, old[f.name]]));
  return { ...fresh, ...kept, [field.discriminator]: to };
}

/** A field is shown when every condition holds. A path is looked for beside the field first, then from the root. */
export function isVisible(field: Field, root: FormValue): boolean {
  if (!field.visibleIf) return true;
  const parent = field.path.includes('.') ? field.path.slice(0, field.path.lastIndexOf('.') + 1) : '';
  return Object.entries(field.visibleIf).every(([path, wanted]) => {
    const actual = getAt(root, parent + path) ?? getAt(root, path);
    return Array.isArray(wanted) ? wanted.includes(actual) : actual === wanted;
  });
}

/** Paths whose value differs from the default; hidden fields do not count. */
export function changedPaths(fields: readonly Field[], value: FormValue, root: FormValue = value): string[] {
  return fields.flatMap((f) => {
    if (!isVisible(f, root)) return [];
    const own = value[f.name];
    if (f.kind === 'object' && isRecord(own)) return changedPaths(f.fields, own, root);
    return JSON.stringify(own) === JSON.stringify(defaultOf(f)) || own === undefined ? [] : [f.path];
  });
}

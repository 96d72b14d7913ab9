import type { Localized, SearchParameter, SearchValue } from '@bellwether/contracts';

/** The part of JSON Schema that a family's parameters are written in, with the keywords that search reads. */
export type ParamsSchema = {
  $ref?: string; $defs?: Record<string, ParamsSchema>; type?: string | string[]; title?: string; titleZh?: string; order?: number; group?: string; groupZh?: string; unit?: string; advanced?: boolean;
  default?: unknown; const?: unknown; enum?: unknown[]; minimum?: number; maximum?: number; exclusiveMinimum?: number; exclusiveMaximum?: number; properties?: Record<string, ParamsSchema>;
  anyOf?: ParamsSchema[]; oneOf?: ParamsSchema[]; allOf?: ParamsSchema[]; visibleIf?: Record<string, unknown>;
  options?: Record<string, string>; optionsZh?: Record<string, string>;
  /** false: a search may not touch it or what lies inside; else what a search should propose. `first`: chosen before the reader chooses */
  search?: false | { low?: number; high?: number; log?: boolean; step?: number; values?: SearchValue[]; first?: boolean };
};

/** A parameter that can be searched: what it is, when it counts, and a range that is worth a start. */
export type Searchable = {
  path: string;
  title: Localized;
  group: Localized | null;
  unit: string | null;
  kind: SearchParameter['kind'];
  /** what the family accepts @unit of the parameter */
  bounds: { low: number | null; high: number | null };
  /** of a choice */
  values: { value: SearchValue; title: Localized }[];
  fallback: SearchValue | undefined;
  /** shown, and so used, only while each named parameter has one of these values */
  when: Record<string, SearchValue[]>;
  proposal: SearchParameter;
  first: boolean;
};

const isScalar = (v: unknown): v is SearchValue => v === null || typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean';
const listOf = (v: unknown): SearchValue[] => (Array.isArray(v) ? v : [v]).filter(isScalar);

/** Follows $ref and allOf, and takes `null` out of a union of two. */
function resolve(schema: ParamsSchema, root: ParamsSchema): ParamsSchema {
  let own = schema;
  if (own.$ref) own = { ...(root.$defs?.[own.$ref.replace(/^#\/\$defs\//, '')] ?? {}), ...own, $ref: undefined };
  if (own.allOf) own = { ...Object.assign({}, ...own.allOf.map((part) => resolve(part, root))), ...own, allOf: undefined };
  const variants = (own.anyOf ?? own.oneOf)?.filter((v) => v.type !== 'null' && v.const !== null);
  if (variants?.length === 1) return { ...resolve(variants[0]!, root), ...own, anyOf: undefined, oneOf: undefined };
  return own;
}

type Walk = { root: ParamsSchema; prefix: string; group: Localized | null; when: Record<string, SearchValue[]> };

/** Every number, choice and switch of a family's parameters, with ranges to start from. Lists and free texts cannot be searched. */
export function searchableParameters(schema: ParamsSchema): Searchable[] {
  return walkObject(resolve(schema, schema), { root: schema, prefix: '', group: null, when: {} });
}

function walkObject(schema: ParamsSchema, walk: Walk): Searchable[] {
  const names = Object.keys(schema.properties ?? {}).map((name) => walk.prefix + name);
  const entries = Object.entries(schema.properties ?? {}).sort(([, a], [, b]) => (a.order ?? 1000) - (b.order ?? 1000));
  return entries.flatMap(([name, child]) => walkField(resolve(child, walk.root), name, names, walk));
}

function walkField(s: ParamsSchema, name: string, siblings: string[], walk: Walk): Searchable[] {
  if (s.search === false) return [];
  const path = walk.prefix + name;
  // a condition names a field beside this one first, then one from the root: as the form reads it
  const own = Object.entries(s.visibleIf ?? {}).map(([other, wanted]) => [siblings.includes(walk.prefix + other) ? walk.prefix + other : other, listOf(wanted)] as const);
  const when = { ...walk.when, ...Object.fromEntries(own) };
  const group = s.group === undefined ? walk.group : { en: s.group, zh: s.groupZh ?? s.group };
  const inner: Walk = { ...walk, prefix: `${path}.`, group, when };
  const variants = (s.oneOf ?? s.anyOf)?.map((v) => resolve(v, walk.root));
  const discriminator = variants && discriminatorOf(variants);
  if (variants && discriminator) return variants.flatMap((v) => walkObject({ ...v, properties: without(v.properties, discriminator) }, { ...inner, when: { ...when, [`${path}.${discriminator}`]: listOf(v.properties![discriminator]!.const) } }));
  if (s.type === 'object' && s.properties) return walkObject(s, inner);
  const leaf = leafOf(s, path);
  if (leaf === null) return [];
  const title = s.title ?? name;
  return [{ path, title: { en: title, zh: s.titleZh ?? title }, group, unit: s.unit ?? null, fallback: isScalar(s.default) ? s.default : undefined, when, first: s.search?.first ?? false, ...leaf }];
}

const without = (properties: ParamsSchema['properties'], name: string): ParamsSchema['properties'] => Object.fromEntries(Object.entries(properties ?? {}).filter(([key]) => key !== name));

function discriminatorOf(variants: readonly ParamsSchema[]): string | undefined {
  return Object.keys(variants[0]?.properties ?? {}).find((name) => variants.every((v) => v.properties?.[name]?.const !== undefined));
}

type LeafPart = Pick<Searchable, 'kind' | 'bounds' | 'values' | 'proposal'>;

function leafOf(s: ParamsSchema, path: string): LeafPart | null {
  const given = s.search || undefined;
  const choices = s.enum ?? (s.anyOf?.every((o) => o.const !== undefined) ? s.anyOf.map((o) => o.const) : s.type === 'boolean' ? [true, false] : null);
  if (choices) {
    const values = choices.filter(isScalar);
    if (values.length < 2) return null;
    return { kind: 'choice', bounds: { low: null, high: null }, values: values.map((value) => ({ value, title: { en: s.options?.[String(value)] ?? String(value), zh: s.optionsZh?.[String(value)] ?? s.options?.[String(value)] ?? String(value) } })), proposal: { kind: 'choice', path, values: given?.values ?? values } };
  }
  const type = Array.isArray(s.type) ? s.type.find((t) => t !== 'null') : s.type;
  if (type !== 'number' && type !== 'integer') return null;
  const kind = type === 'integer' ? 'integer' : 'float';
  const bounds = { low: finite(s.minimum ?? s.exclusiveMinimum), high: finite(s.maximum ?? s.exclusiveMaximum) };
  const range = rangeOf(s, kind);
  return { kind, bounds, values: [], proposal: { kind, path, ...range, ...(given?.step === undefined ? {} : { step: given.step }) } };
}

// zod writes the safe-integer range for every int(): no bound at all
const finite = (v: number | undefined): number | null => (v === undefined || Math.abs(v) >= Number.MAX_SAFE_INTEGER ? null : v);

/** Decades to either side of a default, inside what the family accepts; evenly where the bounds are near each other. */
function rangeOf(s: ParamsSchema, kind: 'integer' | 'float'): { low: number; high: number; log: boolean } {
  const given = s.search || undefined;
  const [min, max] = [finite(s.minimum) ?? finite(s.exclusiveMinimum), finite(s.maximum) ?? finite(s.exclusiveMaximum)];
  const fallback = typeof s.default === 'number' ? s.default : (min ?? 1);
  const near = min !== null && max !== null && max - min <= (kind === 'integer' ? 20 : 1);
  const round = (v: number): number => (kind === 'integer' ? Math.round(v) : Number(v.toPrecision(3)));
  const inside = (v: number): number => Math.min(max ?? Infinity, Math.max(min ?? -Infinity, v));
  // an end that itself is not accepted: step inside
  const open = (v: number): number => (v === finite(s.exclusiveMinimum) ? v + (fallback - v) / 100 : v === finite(s.exclusiveMaximum) ? v - (v - fallback) / 100 : v);
  const spread = fallback > 0 ? { low: fallback / (kind === 'integer' ? 4 : 10), high: fallback * (kind === 'integer' ? 4 : 10) } : { low: min ?? -1, high: max !== null && max <= 10 ? max : (min ?? 0) + 1 };
  const low = given?.low ?? round(open(inside(near ? min! : spread.low)));
  const high = given?.high ?? round(open(inside(near ? max! : spread.high)));
  const log = given?.log ?? (!near && low > (kind === 'integer' ? 0.5 : 0) && high / low >= 10);
  return { low, high: high > low ? high : low + 1, log };
}

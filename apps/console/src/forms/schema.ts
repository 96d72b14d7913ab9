import type { Localized } from '@bellwether/contracts';

/** The part of JSON Schema that `z.toJSONSchema` writes, with the console's own annotations. */
export type JsonSchema = {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  title?: string;
  titleZh?: string;
  description?: string;
  descriptionZh?: string;
  group?: string;
  groupZh?: string;
  unit?: string;
  advanced?: boolean;
  order?: number;
  visibleIf?: Record<string, unknown>;
  /** 'column' or 'columns': names of the dataset's columns are offered */
  control?: string;
  /** the kind of event whose fields are offered; without it, the one that `over` beside it names */
  rowsOf?: string;
  /** titles of enum values and of union variants by their discriminating value */
  options?: Record<string, string>;
  optionsZh?: Record<string, string>;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
};

export type Choice = { value: string | number | boolean; title: Localized };

type Common = { path: string; name: string; title: Localized; help: Localized | null; group: Localized | null; unit: string | null; advanced: boolean; order: number; visibleIf: Record<string, unknown> | null; control: string | null; rowsOf: string | null; fallback: unknown; nullable: boolean; required: boolean };
type Bounds = { min?: number; max?: number; above?: number; below?: number; integer: boolean };

/** What a parameter is and how it is edited. Paths are dotted, from the root of the parameters. */
export type Field = Common &
  (
    | ({ kind: 'number' } & Bounds)
    | { kind: 'text'; minLength?: number; maxLength?: number; pattern?: string }
    | { kind: 'boolean' }
    | { kind: 'choice'; choices: Choice[] }
    | { kind: 'list'; item: ({ kind: 'number' } & Bounds) | { kind: 'text' } | { kind: 'choice'; choices: Choice[] }; minItems?: number; maxItems?: number }
    | { kind: 'object'; fields: Field[] }
    | { kind: 'union'; discriminator: string; variants: { value: string; title: Localized; fields: Field[] }[] }
    | { kind: 'json' }
  );

const words = (name: string): string => {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[_-]+/g, ' ').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
const localized = (en: string | undefined, zh: string | undefined): Localized | null => (en === undefined ? null : { en, zh: zh ?? en });
const isNull = (s: JsonSchema) => s.type === 'null' || s.const === null;

/** Follows $ref, takes `null` out of a union, merges allOf: what remains says what is edited. */
function resolve(schema: JsonSchema, root: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  let own = schema;
  if (own.$ref) {
    const target = root.$defs?.[own.$ref.replace(/^#\/\$defs\//, '')] ?? {};
    own = { ...target, ...own, $ref: undefined };
  }
  if (own.allOf) own = { ...Object.assign({}, ...own.allOf.map((part) => resolve(part, root).schema)), ...own, allOf: undefined };
  const options = own.anyOf ?? own.oneOf;
  const real = options?.filter((o) => !isNull(o));
  if (options && real && real.length === 1 && options.length > 1) {
    const inner = resolve(real[0]!, root).schema;
    return { schema: { ...inner, ...own, anyOf: inner.anyOf, oneOf: inner.oneOf }, nullable: true };
  }
  if (Array.isArray(own.type)) {
    const types = own.type.filter((t) => t !== 'null');
    return { schema: { ...own, type: types[0] }, nullable: types.length < own.type.length };
  }
  return { schema: real && options && real.length < options.length ? { ...own, anyOf: real, oneOf: undefined } : own, nullable: real !== undefined && real.length < (options?.length ?? 0) };
}

// zod writes the safe-integer range for every int(): no bound worth showing.
const bound = (v: number | undefined) => (v === undefined || Math.abs(v) >= Number.MAX_SAFE_INTEGER ? undefined : v);
const bounds = (s: JsonSchema): Bounds => ({ min: bound(s.minimum), max: bound(s.maximum), above: bound(s.exclusiveMinimum), below: bound(s.exclusiveMaximum), integer: s.type === 'integer' });

function choicesOf(s: JsonSchema): Choice[] | null {
  const values = s.enum ?? (s.const !== undefined ? [s.const] : null) ?? (s.anyOf?.every((o) => o.const !== undefined) ? s.anyOf.map((o) => o.const) : null);
  if (!values) return null;
  return values.flatMap((v) => (typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean' ? [{ value: v, title: optionTitle(s, String(v)) }] : []));
}

function optionTitle(s: JsonSchema, value: string): Localized {
  const en = s.options?.[value] ?? value;
  return { en, zh: s.optionsZh?.[value] ?? en };
}

/** The property that tells the variants of a union apart: each has a different constant there. */
function discriminatorOf(variants: readonly JsonSchema[]): string | null {
  const names = Object.keys(variants[0]?.properties ?? {});
  return names.find((name) => new Set(variants.map((v) => v.properties?.[name]?.const)).size === variants.length && variants.every((v) => v.properties?.[name]?.const !== undefined)) ?? null;
}

function fieldOf(name: string, given: JsonSchema, path: string, required: boolean, root: JsonSchema): Field {
  const { schema: s, nullable } = resolve(given, root);
  const common: Common = {
    path,
    name,
    title: localized(s.title, s.titleZh) ?? { en: words(name), zh: words(name) },
    help: localized(s.description, s.descriptionZh),
    group: localized(s.group, s.groupZh),
    unit: s.unit ?? null,
    advanced: s.advanced ?? false,
    order: s.order ?? 1000,
    visibleIf: s.visibleIf ?? null,
    control: s.control ?? null,
    rowsOf: s.rowsOf ?? null,
    fallback: s.default,
    nullable,
    required: required && s.default === undefined && !nullable,
  };
  const variants = (s.oneOf ?? s.anyOf)?.map((v) => resolve(v, root).schema);
  const discriminator = variants ? discriminatorOf(variants) : null;
  if (variants && discriminator) {
    return {
      ...common,
      kind: 'union',
      discriminator,
      variants: variants.map((v) => {
        const value = String(v.properties![discriminator]!.const);
        return { value, title: localized(v.title, v.titleZh) ?? optionTitle(s, value), fields: propertiesOf(v, path, root).filter((f) => f.name !== discriminator) };
      }),
    };
  }
  const choices = choicesOf(s);
  if (choices) return { ...common, kind: 'choice', choices };
  if (s.type === 'number' || s.type === 'integer') return { ...common, kind: 'number', ...bounds(s) };
  if (s.type === 'boolean') return { ...common, kind: 'boolean' };
  if (s.type === 'string') return { ...common, kind: 'text', minLength: s.minLength, maxLength: s.maxLength, pattern: s.pattern };
  if (s.type === 'array' && s.items) return { ...common, ...listOf(s, resolve(s.items, root).schema) };
  if (s.type === 'object' && s.properties) return { ...common, kind: 'object', fields: propertiesOf(s, path, root) };
  return { ...common, kind: 'json' };
}

function listOf(s: JsonSchema, item: JsonSchema): { kind: 'list'; item: Extract<Field, { kind: 'list' }>['item']; minItems?: number; maxItems?: number } | { kind: 'json' } {
  const size = { minItems: s.minItems, maxItems: s.maxItems };
  const choices = choicesOf(item);
  if (choices) return { kind: 'list', item: { kind: 'choice', choices }, ...size };
  if (item.type === 'number' || item.type === 'integer') return { kind: 'list', item: { kind: 'number', ...bounds(item) }, ...size };
  return item.type === 'string' ? { kind: 'list', item: { kind: 'text' }, ...size } : { kind: 'json' };
}

function propertiesOf(s: JsonSchema, path: string, root: JsonSchema): Field[] {
  const fields = Object.entries(s.properties ?? {}).map(([name, child]) => fieldOf(name, child, path === '' ? name : `${path}.${name}`, s.required?.includes(name) ?? false, root));
  return fields.sort((a, b) => a.order - b.order);
}

/** The fields of an object schema, in the order in which they are shown. */
export const fieldsOf = (schema: JsonSchema): Field[] => propertiesOf(resolve(schema, schema).schema, '', schema);

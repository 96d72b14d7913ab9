// For tests only: an input that fits a procedure's schema.
import type { CatalogueEntry, JsonSchema } from '../openapi/catalogue';
import type { ForeignIds } from './foreign-shop';

export type Schema = JsonSchema & { type?: string; format?: string; properties?: Record<string, Schema>; required?: string[]; items?: Schema; enum?: unknown[]; const?: unknown; anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[]; default?: unknown; minimum?: number; pattern?: string; minLength?: number };

export const takesId = (schema: unknown): boolean => JSON.stringify(schema ?? {}).includes('"format":"uuid"');

/** Optional each, but one of its group must be given: JSON Schema does not say so. */
const ONE_OF_SEVERAL = ['trials'];

/** An input that fits the schema, with ids of the caller's choice: the required fields, and whatever carries an id. */
export function inputFor(schema: Schema, name: string, pick: (name: string) => string): unknown {
  if (schema.format === 'uuid') return pick(name);
  if (Array.isArray(schema.type)) return inputFor({ ...schema, type: schema.type[0] as string }, name, pick);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((s) => inputFor(s, name, pick)));
  const any = schema.anyOf ?? schema.oneOf;
  if (any) return inputFor(any.find(takesId) ?? any[0]!, name, pick);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'array') return [inputFor(schema.items ?? {}, name, pick)];
  if (schema.type === 'object')
    return Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([key, s]) => takesId(s) || ONE_OF_SEVERAL.includes(key) || (schema.required?.includes(key) && s.default === undefined)).map(([key, s]) => [key, inputFor(s, key, pick)]));
  if (schema.default !== undefined) return schema.default;
  if (schema.type === 'number' || schema.type === 'integer') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  if (schema.format === 'date-time') return '2026-01-01T00:00:00Z';
  return schema.pattern?.startsWith('^[a-z]') ? 'x' : 'propensity';
}

/** `runId` by its name; a bare `id`, `ids` or `versionId` by the noun of the procedure. */
export const byName = (entry: CatalogueEntry, foreign: ForeignIds) => (name: string): string => {
  const noun = entry.path.split('.')[0]!;
  if (name === 'versionId' || name === 'baseVersionId' || name === 'versionIds') return noun === 'dataset' ? foreign.datasetVersionId! : foreign.modelVersionId!;
  if (name === 'uploadId' && noun === 'model') return foreign.modelUploadId!;
  return foreign[name] ?? foreign[name.replace(/s$/, '')] ?? foreign[noun] ?? foreign.runId!;
};

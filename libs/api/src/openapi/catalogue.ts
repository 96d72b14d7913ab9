import type { AnyRouter } from '@trpc/server';
import { z } from 'zod';
import type { ProcedureMeta } from '../trpc';

export type JsonSchema = Record<string, unknown>;

/** A procedure as an outsider needs to know it. */
export type CatalogueEntry = {
  /** `run.launch` */
  path: string;
  type: 'query' | 'mutation' | 'subscription';
  meta: ProcedureMeta;
  /** what may be sent as JSON; null: nothing */
  input: JsonSchema | null;
  /** null: the procedure declares none */
  output: JsonSchema | null;
};

type LooseProcedure = { _def: { type: CatalogueEntry['type']; meta?: ProcedureMeta; inputs: unknown[]; output?: unknown } };

/** Every procedure of the router, by name. The permission check, the OpenAPI document and the REST addresses walk this one list. */
export function catalogueOf(router: AnyRouter): CatalogueEntry[] {
  return Object.entries(router._def.procedures as unknown as Record<string, LooseProcedure>)
    .map(([path, { _def }]) => {
      if (!_def.meta) throw new Error(`${path} declares no permission: make it with procedure(), instanceProcedure() or publicProcedure()`);
      const inputs = _def.inputs.filter((s): s is z.ZodType => s instanceof z.ZodType).map((s) => jsonSchema(s, 'input'));
      return { path, type: _def.type, meta: _def.meta, input: inputs.length > 1 ? { allOf: inputs } : (inputs[0] ?? null), output: _def.output instanceof z.ZodType ? jsonSchema(_def.output, 'output') : null };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: target }) => {
      const def = zodSchema._zod.def as { type: string; coerce?: boolean };
      if (def.type !== 'date') return;
      target.type = 'string';
      target.format = 'date-time';
      // JSON has no dates: an input that does not coerce could only be sent over tRPC (router.test.ts refuses it)
      if (io === 'input' && !def.coerce) target['x-not-json'] = true;
    },
  }) as JsonSchema;
  delete made.$schema;
  return made;
}

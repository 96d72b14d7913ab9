import { entityKindSchema } from '@bellwether/contracts';
import { rowFieldsOf } from '@bellwether/declare';
import { z } from 'zod';
import { FEATURE_KINDS } from './registry';
import { findField } from './row-field';

test('every field that forms offer is one that features can compute, of the type that is said', () => {
  for (const kind of entityKindSchema.options) {
    for (const { name, type } of rowFieldsOf(kind)) expect({ kind, name, type: findField(kind, name)?.type }).toEqual({ kind, name, type });
  }
});

type Schema = { properties?: Record<string, Schema>; anyOf?: Schema[]; control?: string; rowsOf?: string; title?: string; titleZh?: string };
const fieldsOf = (schema: Schema): { name: string; field: Schema; beside: string[] }[] => {
  const entries = Object.entries(schema.properties ?? {});
  return entries.flatMap(([name, given]) => {
    const field = { ...given.anyOf?.[0], ...given };
    return [{ name, field, beside: entries.map(([k]) => k) }, ...fieldsOf(field)];
  });
};

test.each(FEATURE_KINDS.map((k) => [k.id, k] as const))('the form of %s knows whose fields it offers, and has words in both languages', (_id, kind) => {
  const fields = fieldsOf(z.toJSONSchema(kind.params as z.ZodType, { io: 'input' }) as Schema);
  expect(fields.length).toBeGreaterThan(0);
  for (const { name, field, beside } of fields) {
    if (field.control === 'row-field' || field.control === 'conditions') expect({ name, known: field.rowsOf !== undefined || beside.includes('over') }).toEqual({ name, known: true });
    expect({ name, titled: field.title !== undefined && field.titleZh !== undefined }).toEqual({ name, titled: true });
  }
});

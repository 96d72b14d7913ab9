import { z } from 'zod';

/** A field of a row: the contract's own (`quantity`), one that is derived (`amount`), a product's (`product.category`) or a free one (`attributes.colour`). */
export const rowFieldSchema = z.string().regex(/^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9_ -]{1,100})?$/, 'expected a field such as quantity, product.category or attributes.colour').max(140);

const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);

/**
 * What must hold for a row to count. A missing value satisfies `is_not`, `not_in` and `missing`, and nothing else.
 * `within`: the value is this category or one below it ("Grocery" holds "Grocery > Dairy > Milk").
 */
export const conditionSchema = z.discriminatedUnion('op', [
  z.object({ field: rowFieldSchema, op: z.literal('is'), value: scalar }),
  z.object({ field: rowFieldSchema, op: z.literal('is_not'), value: scalar }),
  z.object({ field: rowFieldSchema, op: z.literal('in'), values: z.array(scalar).min(1).max(200) }),
  z.object({ field: rowFieldSchema, op: z.literal('not_in'), values: z.array(scalar).min(1).max(200) }),
  z.object({ field: rowFieldSchema, op: z.literal('gt'), value: z.number() }),
  z.object({ field: rowFieldSchema, op: z.literal('gte'), value: z.number() }),
  z.object({ field: rowFieldSchema, op: z.literal('lt'), value: z.number() }),
  z.object({ field: rowFieldSchema, op: z.literal('lte'), value: z.number() }),
  z.object({ field: rowFieldSchema, op: z.literal('within'), value: z.string().min(1).max(500) }),
  z.object({ field: rowFieldSchema, op: z.literal('known') }),
  z.object({ field: rowFieldSchema, op: z.literal('missing') }),
]);
export type Condition = z.infer<typeof conditionSchema>;
export const conditionsSchema = z.array(conditionSchema).max(20).default([]);

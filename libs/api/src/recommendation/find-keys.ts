import { askOfItems } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { modelShape } from './recommendation-input';

const foundSchema = z.array(z.object({ key: z.string(), name: z.string().nullable(), count: z.number() }));

export const findKeysProcedure = procedure({ permission: 'prediction.read', summary: 'Customers or items whose key or name begins with or holds a text; the busier first' })
  .input(z.object({ ...modelShape, kind: z.enum(['customer', 'item']), text: z.string().max(200), limit: z.number().int().min(1).max(100).default(12) }))
  .output(foundSchema)
  .query(async ({ ctx, input: { model, ...request } }) => (await askOfItems<z.infer<typeof foundSchema>>(ctx.deps, ctx.scope, { model, ask: 'find', request })).answer);

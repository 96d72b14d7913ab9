import { reorderAnswerSchema, reorderAskSchema, type ReorderAnswer } from '@bellwether/contracts';
import { askModel } from '@bellwether/pipeline';
import { modelNameShape, servedShape } from '../asked-model';
import { procedure } from '../procedure';

export const reorderProcedure = procedure({ permission: 'prediction.read', summary: 'What to order: for each product how much, by when, why, and what it costs to be wrong; within a budget' })
  .input(reorderAskSchema.extend(modelNameShape))
  .output(reorderAnswerSchema.extend(servedShape))
  .query(async ({ ctx, input: { model, alias, ...request } }) => {
    const { served, answer, latencyMs } = await askModel<ReorderAnswer>(ctx.deps, ctx.scope, { model, ...(alias === undefined ? {} : { alias }), ask: 'reorder', request });
    return { ...answer, model: served.modelName, version: served.number, latencyMs };
  });

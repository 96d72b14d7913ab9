import { simulationAnswerSchema, simulationAskSchema, type SimulationAnswer } from '@bellwether/contracts';
import { askModel } from '@bellwether/pipeline';
import { modelNameShape, servedShape } from '../asked-model';
import { procedure } from '../procedure';

export const simulateProcedure = procedure({ permission: 'prediction.read', summary: 'What terms and policy would have cost and served on the newest steps, beside the usual rule at equal fill' })
  .input(simulationAskSchema.extend(modelNameShape))
  .output(simulationAnswerSchema.extend(servedShape))
  .query(async ({ ctx, input: { model, alias, ...request } }) => {
    const { served, answer, latencyMs } = await askModel<SimulationAnswer>(ctx.deps, ctx.scope, { model, ...(alias === undefined ? {} : { alias }), ask: 'simulate', request });
    return { ...answer, model: served.modelName, version: served.number, latencyMs };
  });

import { forecastAnswerSchema, forecastAskSchema, type ForecastAnswer } from '@bellwether/contracts';
import { askModel } from '@bellwether/pipeline';
import { modelNameShape, servedShape } from '../asked-model';
import { procedure } from '../procedure';

export const forecastSeriesProcedure = procedure({ permission: 'prediction.read', summary: 'How much of each product will sell: nine levels and a mean a step, what-if, and products without a history' })
  .input(forecastAskSchema.extend(modelNameShape))
  .output(forecastAnswerSchema.extend(servedShape))
  .query(async ({ ctx, input: { model, alias, ...request } }) => {
    const { served, answer, latencyMs } = await askModel<ForecastAnswer>(ctx.deps, ctx.scope, { model, ...(alias === undefined ? {} : { alias }), ask: 'forecast', request });
    return { ...answer, model: served.modelName, version: served.number, latencyMs };
  });

import { datasetVersionIdSchema, modelUploadIdSchema } from '@bellwether/contracts';
import { importModel } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

const tensorSchema = z.object({ name: z.string().min(1).max(200), columns: z.array(z.string().min(1).max(200)).min(1).max(2000).describe('The columns that fill it, in order') });

export const importModelProcedure = procedure({ permission: 'model.register', summary: 'Measure an uploaded ONNX model with a declared signature; the run it starts is registered by model.register when it is done' })
  .input(
    z.object({
      uploadId: modelUploadIdSchema.describe('Answered by POST /api/upload/models/onnx'),
      datasetVersionId: datasetVersionIdSchema.describe('Its labelled rows measure the model'),
      inputs: z.array(tensorSchema).min(1).max(2000),
      output: z.string().min(1).max(200).describe('The tensor that holds the probability'),
      outputColumn: z.number().int().min(0).max(999).default(0).describe('Of an output with one column a class: the positive one'),
      threshold: z.number().min(0).max(1).default(0.5),
      experimentName: z.string().trim().min(1).max(200).optional(),
    }),
  )
  .mutation(({ ctx, input: { uploadId, datasetVersionId, experimentName, ...signature } }) => importModel(ctx.deps, ctx.scope, { uploadId, datasetVersionId, signature, ...(experimentName === undefined ? {} : { experimentName }) }));

import { modelVersionIdSchema } from '@bellwether/contracts';
import { getRun, getVersion, versionFile } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const modelFileProcedure = procedure({ permission: 'model.read', summary: 'The model version as one ONNX file: where to fetch it, its hash, and how it was proven against the training engine' })
  .input(z.object({ versionId: modelVersionIdSchema }))
  .query(async ({ ctx, input }) => {
    const version = await getVersion(ctx.deps.db, ctx.scope, input.versionId);
    const [file, run] = await Promise.all([versionFile(ctx.deps, ctx.scope, input.versionId, null), getRun(ctx.deps.db, ctx.scope, version.runId)]);
    return { fileName: file.name, bytes: file.bytes, sha256: file.hash, path: `/api/download/version/${input.versionId}`, check: run.summary?.export ?? null };
  });

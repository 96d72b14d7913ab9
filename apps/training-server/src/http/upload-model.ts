import { AppError } from '@bellwether/contracts';
import { uploadModelFile } from '@bellwether/pipeline';
import { z } from 'zod';
import { sendJson } from './respond';
import type { HttpRoute } from './route';

const querySchema = z.object({
  fileName: z.string({ error: 'expected fileName in the address' }).trim().min(1, 'expected a file name').max(300).refine((name) => !/[\\/\p{Cc}]/u.test(name), 'expected a file name without folders'),
  sha256: z.string().toLowerCase().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits').optional(),
});

/** POST /api/upload/models/onnx?fileName=…: looked through before it is stored; `model.import` takes the id that is answered. */
export const uploadModel: HttpRoute = {
  method: 'POST',
  path: '/api/upload/models/onnx',
  permission: 'model.register',
  summary: 'Upload an ONNX model from elsewhere as the body; nothing in it is executed, model.import measures it',
  query: { 'fileName*': 'its name', sha256: 'what the bytes must hash to; refused when they do not' },
  async handle({ req, res, url, deps, scope }) {
    const query = querySchema.safeParse(Object.fromEntries(url.searchParams));
    if (!query.success) throw new AppError({ code: 'INPUT_INVALID', message: query.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '), fix: 'send POST /api/upload/models/onnx?fileName=model.onnx with the file as the body' });
    const { id, ...rest } = await uploadModelFile(deps, scope, req, { fileName: query.data.fileName, ...(query.data.sha256 ? { sha256: query.data.sha256 } : {}) });
    sendJson(res, 201, { uploadId: id, ...rest });
  },
};

import { AppError, DATA_LIMITS, datasetIdSchema } from '@bellwether/contracts';
import { registerStream } from '@bellwether/pipeline';
import { z } from 'zod';
import { sendJson } from './respond';
import type { HttpCall, HttpRoute } from './route';

const querySchema = z.object({
  fileName: z.string({ error: 'expected fileName in the address' }).trim().min(1, 'expected a file name').max(300).refine((name) => !/[\\/\p{Cc}]/u.test(name), 'expected a file name without folders'),
  name: z.string().trim().min(1, 'expected the name of the dataset').max(200).optional(),
  delimiter: z.enum([',', ';', '\t', '|', '^', '~', ':']).optional(),
});

const UPLOAD_QUERY = { 'fileName*': 'its name; the ending tells the form', name: 'of the dataset; the file name unless told', delimiter: 'of a CSV that cannot be guessed' };

/** The body is the file as it is: nothing to parse, true progress in the browser. */
async function receive(call: HttpCall, dataset: { id: ReturnType<typeof datasetIdSchema.parse> } | null): Promise<void> {
  const { req, res, url, deps, scope } = call;
  const parsed = querySchema.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) throw new AppError({ code: 'INPUT_INVALID', message: parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '), fix: 'send POST /api/upload?fileName=orders.csv&name=Orders with the file as the body' });
  const declared = Number(req.headers['x-upload-length'] ?? req.headers['content-length'] ?? 0);
  if (declared > DATA_LIMITS.fileBytes) throw new AppError({ code: 'DATA_TOO_LARGE', message: `Expected at most ${DATA_LIMITS.fileBytes} bytes, received a file of ${declared}.`, fix: 'Split the file, or send it compressed with gzip.' });
  const name = parsed.data.name ?? parsed.data.fileName.replace(/\.gz$/i, '').replace(/\.[^.]+$/, '');
  const result = await registerStream(deps, scope, req, { dataset: dataset ?? { name }, fileName: parsed.data.fileName, delimiter: parsed.data.delimiter ?? null, origin: scope.actor.kind === 'key' ? 'api' : 'upload' });
  sendJson(res, result.existing ? 200 : 201, result);
}

/** POST /api/upload?fileName=…&name=…: a new dataset, or a new version of the one with this name. */
export const uploadNewDataset: HttpRoute = { method: 'POST', path: '/api/upload', permission: 'dataset.write', summary: 'Upload a file (CSV, TSV, JSON lines, Parquet; also gzipped) as the body: a new dataset, or a new version of the one with this name', query: UPLOAD_QUERY, handle: (call) => receive(call, null) };

/** POST /api/upload/:datasetId?fileName=…: a new version of that dataset. */
export const uploadNewVersion: HttpRoute = {
  method: 'POST',
  path: '/api/upload/:datasetId',
  permission: 'dataset.write',
  summary: 'Upload a file as a new version of a dataset',
  query: UPLOAD_QUERY,
  handle: (call) => receive(call, { id: datasetIdSchema.parse(call.params.datasetId) }),
};

import { AppError, DATA_LIMITS, eventBatchIdSchema } from '@bellwether/contracts';
import { getEventBatch } from '@bellwether/lineage';
import { uploadEventFile } from '@bellwether/pipeline';
import { z } from 'zod';
import { sendJson } from './respond';
import type { HttpRoute } from './route';
import { sendFile } from './send-file';

const nameSchema = z.string({ error: 'expected fileName in the address' }).trim().min(1, 'expected a file name').max(300).refine((name) => !/[\\/\p{Cc}]/u.test(name), 'expected a file name without folders');

/** POST /api/event-files?fileName=…: a file on its way into a source; `events.proposeMapping` and `events.previewMapping` take its id. */
export const uploadEvents: HttpRoute = {
  method: 'POST',
  path: '/api/event-files',
  permission: 'dataset.write',
  summary: 'Upload a file of events as the body; propose, preview and accept a mapping follow (events.*)',
  query: { 'fileName*': 'its name; the ending tells the form' },
  async handle({ req, res, url, deps, scope }) {
    const name = nameSchema.safeParse(url.searchParams.get('fileName') ?? undefined);
    if (!name.success) throw new AppError({ code: 'INPUT_INVALID', message: name.error.issues.map((i) => i.message).join('; '), fix: 'send POST /api/event-files?fileName=orders.csv with the file as the body' });
    const declared = Number(req.headers['content-length'] ?? 0);
    if (declared > DATA_LIMITS.fileBytes) throw new AppError({ code: 'DATA_TOO_LARGE', message: `Expected at most ${DATA_LIMITS.fileBytes} bytes, received a file of ${declared}.`, fix: 'Split the file, or send it compressed with gzip.' });
    const { id, fileName, bytes } = await uploadEventFile(deps, scope, req, name.data);
    sendJson(res, 201, { uploadId: id, fileName, bytes });
  },
};

/** The rows of a batch that were refused, as CSV with file, row, reason and the line as it stood. */
export const downloadEventRejects: HttpRoute = {
  method: 'GET',
  path: '/api/download/event-rejects/:id',
  permission: 'dataset.read',
  summary: 'The rejected rows of a batch of events as CSV: file, row number, reason, raw text',
  async handle({ res, params, deps, scope }) {
    const batch = await getEventBatch(deps.db, scope, eventBatchIdSchema.parse(params.id));
    if (!batch.rejectedHash) throw new AppError({ code: 'NOT_FOUND', message: `Batch ${batch.number} of ${batch.sourceName} has no rejected rows.`, fix: 'Nothing to download.' });
    await sendFile(res, { name: `${batch.sourceName}-${batch.number}-rejected.csv`, type: 'text/csv; charset=utf-8', bytes: await deps.artifacts.size(batch.rejectedHash), content: deps.artifacts.stream(batch.rejectedHash) });
  },
};

import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Sends a file to keep, never to open: nothing that a stranger wrote may run in our pages. @param bytes null: not known before its end */
export async function sendFile(res: ServerResponse, file: { name: string; type?: string; bytes: number | null; content: AsyncIterable<Uint8Array> }): Promise<void> {
  res.writeHead(200, {
    'content-type': file.type ?? 'application/octet-stream', ...(file.bytes === null ? {} : { 'content-length': String(file.bytes) }),
    'content-disposition': `attachment; filename="${file.name.replace(/[^\w.-]+/g, '-')}"`,
    'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox",
  });
  await pipeline(Readable.from(file.content, { objectMode: false }), res);
}

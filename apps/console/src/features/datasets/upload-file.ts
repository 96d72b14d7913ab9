import type { DatasetId, DatasetVersionId } from '@bellwether/contracts';

export type Uploaded = { datasetId: DatasetId; versionId: DatasetVersionId; number: number; existing: boolean };
export type UploadTarget = { datasetId: DatasetId } | { name: string };

/**
 * Sends a file as the raw body. XMLHttpRequest, because fetch does not report how much was sent.
 * @throws what the API answers, readable by ErrorPanel; `null` when aborted
 */
export function uploadFile(file: File, target: UploadTarget, options: { delimiter: string | null; /** bytes sent, seconds since the start */ onProgress: (sent: number, seconds: number) => void; signal: AbortSignal }): Promise<Uploaded> {
  const query = new URLSearchParams({ fileName: file.name });
  if ('name' in target) query.set('name', target.name);
  if (options.delimiter) query.set('delimiter', options.delimiter);
  const request = new XMLHttpRequest();
  request.open('POST', `/api/upload${'datasetId' in target ? `/${target.datasetId}` : ''}?${query}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  const started = performance.now();
  request.upload.onprogress = (e) => options.onProgress(e.loaded, (performance.now() - started) / 1000);
  options.signal.addEventListener('abort', () => request.abort(), { once: true });
  return new Promise((resolve, reject) => {
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status < 300) resolve(answer as Uploaded);
      else reject((answer as { error?: unknown } | null)?.error ?? answer ?? new Error(`the upload was refused with status ${request.status}`));
    };
    request.onerror = () => reject(new TypeError('network error while uploading'));
    request.onabort = () => reject(null);
    request.send(file);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

import type { EventUploadId } from '@bellwether/contracts';

export type Sent = { uploadId: EventUploadId; fileName: string; bytes: number };

/** Sends a file as the raw body; XMLHttpRequest tells how much went. @param onProgress bytes sent @throws what the API answers; null when aborted */
export function sendEventFile(file: File, options: { onProgress: (sent: number) => void; signal: AbortSignal }): Promise<Sent> {
  const request = new XMLHttpRequest();
  request.open('POST', `/api/event-files?${new URLSearchParams({ fileName: file.name })}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.responseType = 'json';
  request.upload.onprogress = (e) => options.onProgress(e.loaded);
  options.signal.addEventListener('abort', () => request.abort(), { once: true });
  return new Promise((resolve, reject) => {
    request.onload = () => {
      const answer = request.response as { error?: unknown } | null;
      if (request.status < 300) resolve(answer as unknown as Sent);
      else reject(answer?.error ?? answer ?? new Error(`the file was refused with status ${request.status}`));
    };
    request.onerror = () => reject(new TypeError('network error while sending'));
    request.onabort = () => reject(null);
    request.send(file);
  });
}

export type PostFileOptions = { /** bytes sent, seconds since the start */ onProgress: (sent: number, seconds: number) => void; signal: AbortSignal };

/**
 * Sends a file as the raw body. XMLHttpRequest, because fetch does not report how much was sent.
 * @throws what the API answers, readable by ErrorPanel; `null` when aborted
 */
export function postFile<T>(url: string, file: File, { onProgress, signal }: PostFileOptions): Promise<T> {
  const request = new XMLHttpRequest();
  request.open('POST', url);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.responseType = 'json';
  const started = performance.now();
  request.upload.onprogress = (e) => onProgress(e.loaded, (performance.now() - started) / 1000);
  signal.addEventListener('abort', () => request.abort(), { once: true });
  return new Promise((resolve, reject) => {
    request.onload = () => {
      // null where the answer is no JSON
      const answer = request.response as { error?: unknown } | null;
      if (request.status < 300) resolve(answer as unknown as T);
      else reject(answer?.error ?? answer ?? new Error(`the file was refused with status ${request.status}`));
    };
    request.onerror = () => reject(new TypeError('network error while sending'));
    request.onabort = () => reject(null);
    request.send(file);
  });
}

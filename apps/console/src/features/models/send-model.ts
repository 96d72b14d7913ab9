import type { RouterInputs } from '@bellwether/api';

type OnnxValue = { name: string; type: string; /** null: open */ dims: (number | null)[] };
export type SentModel = {
  uploadId: RouterInputs['model']['import']['uploadId'];
  sha256: string;
  fileName: string;
  bytes: number;
  described: { inputs: OnnxValue[]; outputs: OnnxValue[]; nodes: number; operators: string[]; weights: number; producer: string };
};

/** Sends a model file as the raw body; XMLHttpRequest tells how much went. @param onProgress bytes sent @throws what the API answers; null when aborted */
export function sendModel(file: File, options: { onProgress: (sent: number) => void; signal: AbortSignal }): Promise<SentModel> {
  const request = new XMLHttpRequest();
  request.open('POST', `/api/upload/models/onnx?${new URLSearchParams({ fileName: file.name })}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.responseType = 'json';
  request.upload.onprogress = (e) => options.onProgress(e.loaded);
  options.signal.addEventListener('abort', () => request.abort(), { once: true });
  return new Promise((resolve, reject) => {
    request.onload = () => {
      const answer = request.response as { error?: unknown } | null;
      if (request.status < 300) resolve(answer as unknown as SentModel);
      else reject(answer?.error ?? answer ?? new Error(`the file was refused with status ${request.status}`));
    };
    request.onerror = () => reject(new TypeError('network error while sending'));
    request.onabort = () => reject(null);
    request.send(file);
  });
}

import { downloadRejected } from './download-rejected';
import { downloadRunFile, downloadTensorboard, downloadVersionFile } from './download-model';
import { downloadScores } from './download-scores';
import { downloadTable } from './download-table';
import { downloadEventRejects, uploadEvents } from './event-files';
import { receiveEventBatch } from './event-stream';
import type { HttpRoute } from './route';
import { uploadNewDataset, uploadNewVersion } from './upload';
import { uploadModel } from './upload-model';

/** Files in and files out; everything else is a procedure. */
export const routes: HttpRoute[] = [
  downloadScores,
  downloadRunFile,
  downloadVersionFile,
  downloadTensorboard,
  downloadRejected,
  downloadTable,
  uploadNewDataset,
  uploadNewVersion,
  uploadModel,
  uploadEvents,
  receiveEventBatch,
  downloadEventRejects,
];

/** @returns the route and what stood at its `:names` */
export function matchRoute(method: string, pathname: string, table: readonly HttpRoute[] = routes): { route: HttpRoute; params: Record<string, string> } | null {
  const parts = pathname.split('/');
  for (const route of table) {
    if (route.method !== method) continue;
    const wanted = route.path.split('/');
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((w, i) => {
      if (!w.startsWith(':')) return w === parts[i];
      const value = decodeOnce(parts[i]!);
      if (!value) return false;
      params[w.slice(1)] = value;
      return true;
    });
    if (fits) return { route, params };
  }
  return null;
}

function decodeOnce(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

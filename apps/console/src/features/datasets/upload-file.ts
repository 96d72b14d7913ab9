import type { DatasetId, DatasetVersionId } from '@bellwether/contracts';
import { postFile, type PostFileOptions } from '../../post-file';

export type Uploaded = { datasetId: DatasetId; versionId: DatasetVersionId; number: number; existing: boolean };
export type UploadTarget = { datasetId: DatasetId } | { name: string };

/** A table for a new dataset, or the next version of one. */
export function uploadFile(file: File, target: UploadTarget, { delimiter, ...options }: PostFileOptions & { delimiter: string | null }): Promise<Uploaded> {
  const query = new URLSearchParams({ fileName: file.name });
  if ('name' in target) query.set('name', target.name);
  if (delimiter) query.set('delimiter', delimiter);
  return postFile(`/api/upload${'datasetId' in target ? `/${target.datasetId}` : ''}?${query}`, file, options);
}

import type { EventUploadId } from '@bellwether/contracts';
import { postFile, type PostFileOptions } from '../../post-file';

export type Sent = { uploadId: EventUploadId; fileName: string; bytes: number };

/** A file of events, kept until its mapping is accepted. */
export const sendEventFile = (file: File, options: PostFileOptions): Promise<Sent> => postFile(`/api/event-files?${new URLSearchParams({ fileName: file.name })}`, file, options);

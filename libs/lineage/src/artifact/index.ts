// Files only: what the training process may load without a database client.
export { ArtifactStore } from './artifact-store';
export type { StoredBlob } from './artifact-store';
export { putBundle, readBundle, readManifest } from './artifact-bundle';
export type { ArtifactManifest, BundleFile } from './artifact-bundle';
export { CheckpointStore } from './checkpoint-store';
export type { CheckpointRef } from './checkpoint-store';
export { diskError } from './disk-error';

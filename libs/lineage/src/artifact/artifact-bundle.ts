import { AppError } from '@bellwether/contracts';
import { z } from 'zod';
import type { ArtifactStore } from './artifact-store';

export type BundleFile = { name: string; bytes: Uint8Array };

/** One folder deep at most: `model/weights.bin`. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/;
const manifestSchema = z.object({
  version: z.literal(1),
  files: z.array(z.object({ name: z.string().regex(NAME), sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().min(0) })).max(1000),
});
export type ArtifactManifest = z.infer<typeof manifestSchema>;

/** Stores files and a manifest that names them by content; the manifest's hash names the whole. Equal files give an equal hash. */
export async function putBundle(store: ArtifactStore, files: readonly BundleFile[]): Promise<{ hash: string; bytes: number }> {
  const entries: ArtifactManifest['files'] = [];
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const blob = await store.put(file.bytes);
    entries.push({ name: file.name, sha256: blob.hash, bytes: blob.bytes });
  }
  const manifest = manifestSchema.parse({ version: 1, files: entries });
  const { hash } = await store.put(new TextEncoder().encode(JSON.stringify(manifest)));
  return { hash, bytes: entries.reduce((sum, f) => sum + f.bytes, 0) };
}

/** @throws AppError NOT_FOUND, MODEL_ARTIFACT_INVALID */
export async function readManifest(store: ArtifactStore, hash: string): Promise<ArtifactManifest> {
  const bytes = await store.get(hash);
  try {
    return manifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `Stored file ${hash.slice(0, 12)} is not an artifact manifest.`, fix: 'Run the training again.', cause });
  }
}

/** Files of a bundle, all or those named; every byte is checked against its hash. */
export async function readBundle(store: ArtifactStore, hash: string, names?: readonly string[]): Promise<BundleFile[]> {
  const manifest = await readManifest(store, hash);
  const wanted = names ? manifest.files.filter((f) => names.includes(f.name)) : manifest.files;
  const files: BundleFile[] = [];
  for (const f of wanted) files.push({ name: f.name, bytes: await store.get(f.sha256) });
  return files;
}

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeDurably } from './artifact-store';
import { diskError } from './disk-error';

/** Points into the store; the run row holds the pointer and moves it only with the fence of the attempt that wrote it. */
export type CheckpointRef = { fence: number; step: number; path: string; sha256: string };

/**
 * Checkpoints of runs: `<root>/runs/<run>/attempt-<fence>/ckpt-<step>`.
 * Two attempts never write the same file, so a frozen process that wakes cannot damage its successor's.
 */
export class CheckpointStore {
  constructor(private readonly root: string) {}

  /** Durable when it resolves. The file is not in force until the run row points at it. */
  async write(runId: string, fence: number, step: number, bytes: Uint8Array): Promise<CheckpointRef> {
    const relative = path.posix.join('runs', runId, `attempt-${fence}`, `ckpt-${step}`);
    const file = path.join(this.root, relative);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await rm(`${file}.tmp`, { force: true });
      await writeDurably(`${file}.tmp`, bytes);
      await rename(`${file}.tmp`, file);
      await syncFolder(path.dirname(file));
    } catch (e) {
      throw diskError(e, this.root);
    }
    return { fence, step, path: relative, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  /** The bytes, or null where the file is gone, torn or another one: training then starts at the beginning. */
  async read(ref: Pick<CheckpointRef, 'path' | 'sha256'>): Promise<Uint8Array | null> {
    const file = path.resolve(this.root, ref.path);
    if (!file.startsWith(path.resolve(this.root, 'runs') + path.sep)) return null;
    const bytes = await readFile(file).catch(() => null);
    if (!bytes) return null;
    return createHash('sha256').update(bytes).digest('hex') === ref.sha256 ? bytes : null;
  }

  /** Removes all but the checkpoint in force. Safe at any time: only files that nothing points at go. */
  async prune(runId: string, keep: CheckpointRef | null): Promise<void> {
    const folder = path.join(this.root, 'runs', runId);
    if (keep === null) return rm(folder, { recursive: true, force: true });
    for (const attempt of await readdir(folder).catch(() => [])) {
      for (const name of await readdir(path.join(folder, attempt)).catch(() => [])) {
        const relative = path.posix.join('runs', runId, attempt, name);
        const newer = attempt === `attempt-${keep.fence}` && Number(name.split('-')[1]?.split('.')[0]) >= keep.step;
        if (relative !== keep.path && !newer) await rm(path.join(this.root, relative), { force: true });
      }
    }
  }
}

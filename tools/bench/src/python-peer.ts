import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/** PyTorch, LightGBM and the like are peers, not dependencies: any Python that has them will do. */
const PYTHON = process.env.BELLWETHER_PYTHON ?? 'python3';
const WITHIN_MS = 900_000;

/** The last line that a peer prints, as JSON; null, with the reason logged, where it cannot run here. */
export async function peer<T>(command: string, args: string[], log: (line: string) => void): Promise<T | null> {
  try {
    const { stdout } = await execute(command, args, { timeout: WITHIN_MS });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
  } catch (e) {
    log(`no peer from ${command} ${args.map((a) => a.split('/').at(-1)).join(' ').slice(0, 80)}: ${(e instanceof Error ? e.message : String(e)).split('\n').slice(-2).join(' ').slice(0, 200)}`);
    return null;
  }
}

/** @param script a file of `peers/` */
export const pythonPeer = <T>(script: string, args: string[], log: (line: string) => void): Promise<T | null> =>
  peer<T>(PYTHON, [fileURLToPath(new URL(`../peers/${script}`, import.meta.url)), ...args], log);

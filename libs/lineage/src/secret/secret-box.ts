import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@bellwether/contracts';
import type { Deps } from '../db/deps';

const NONCE = 12;
const TAG = 16;
const VERSION = 1;

/**
 * AES-256-GCM under the key of the instance: version, nonce, tag, ciphertext. The key never stands in the database: a copy of that alone opens nothing.
 * @throws AppError CONFIG_INVALID (the key cannot be read)
 */
export function encryptSecret(deps: Pick<Deps, 'artifacts' | 'secretKey'>, text: string): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyOf(deps), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), sealed]);
}

/** @throws AppError CONFIG_INVALID: it was encrypted under another key, or changed */
export function decryptSecret(deps: Pick<Deps, 'artifacts' | 'secretKey'>, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  try {
    if (bytes[0] !== VERSION) throw new Error(`unknown version ${bytes[0]}`);
    const decipher = createDecipheriv('aes-256-gcm', keyOf(deps), bytes.subarray(1, 1 + NONCE));
    decipher.setAuthTag(bytes.subarray(1 + NONCE, 1 + NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE + TAG)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError({ code: 'CONFIG_INVALID', message: 'A kept password cannot be opened: it was encrypted under another key.', fix: 'Start with the BELLWETHER_SECRET_KEY (or the file secret-key of the data folder) that it was kept with, or enter the password again.', cause });
  }
}

/** From the environment where it is set there, else from a file that only this account can read, made once. */
function keyOf({ artifacts, secretKey }: Pick<Deps, 'artifacts' | 'secretKey'>): Buffer {
  const material = secretKey ? Buffer.from(secretKey, 'utf8') : keyFile(path.join(artifacts.root, 'secret-key'));
  return Buffer.from(hkdfSync('sha256', material, 'bellwether', 'event source passwords', 32));
}

function keyFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw new AppError({ code: 'CONFIG_INVALID', message: `The key ${file} cannot be read.`, fix: 'Give this account the right to read it.', cause: e });
  }
  mkdirSync(path.dirname(file), { recursive: true });
  // whole or not there, and of two processes that make one at once the first wins
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, randomBytes(32), { mode: 0o600 });
  chmodSync(fresh, 0o600);
  try {
    linkSync(fresh, file);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e;
  } finally {
    rmSync(fresh, { force: true });
  }
  return readFileSync(file);
}

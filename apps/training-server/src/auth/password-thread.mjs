// A thread of its own: one argon2id takes 0.2 s of pure computing, in which the server would answer nobody.
// Plain JavaScript, so that it starts under tsx, Jest and node alike.
import { randomBytes } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { argon2id, argon2Verify } from 'hash-wasm';

// RFC 9106's second choice of memory (64 MiB, 3 passes): 195 ms on the 2-core machine this was built on.
const COST = { parallelism: 1, iterations: 3, memorySize: 64 * 1024, hashLength: 32 };

parentPort.on('message', async ({ id, password, hash, light }) => {
  try {
    const cost = light ? { ...COST, memorySize: 1024, iterations: 1 } : COST;
    const value = hash === undefined ? await argon2id({ password, salt: randomBytes(16), ...cost, outputType: 'encoded' }) : await argon2Verify({ password, hash });
    parentPort.postMessage({ id, value });
  } catch (e) {
    parentPort.postMessage({ id, error: String(e) });
  }
});

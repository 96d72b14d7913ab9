import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { withBackend } from './backend';
import { registerGradients } from '../gradient/register-gradients';
import { EagerEngine } from './eager-engine';
import { mendCpuSegmentSum } from './segment-sum';

/** The GPU package first: on a machine without CUDA it does not load, and the other is tried. */
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

type NativeTensorFlow = { version: Record<string, string> };
type NativeBackend = tf.KernelBackend & { isUsingGpuDevice?: boolean };

/** Where `install-tensorflow` puts the packages unless told otherwise: a folder at the root of the workspace. */
function defaultFolder(): string | null {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== parse(at).root; at = dirname(at)) {
    const folder = join(at, '.bellwether/tensorflow');
    if (existsSync(folder)) return folder;
  }
  return null;
}

/** The packages bring their own TensorFlow.js; it shares the one engine of the process through the global scope. */
function load(name: string, folder: string | null): NativeTensorFlow | string {
  const places = [import.meta.url, ...(folder ? [join(folder, 'package.json')] : [])];
  let reason = 'not installed';
  for (const place of places) {
    const require = createRequire(place);
    try {
      require.resolve(name);
    } catch {
      continue;
    }
    try {
      return require(name) as NativeTensorFlow;
    } catch (e) {
      reason = `does not load: ${(e instanceof Error ? e.message : String(e)).split('\n')[0]!.slice(0, 200)}`;
    }
  }
  return reason;
}

let found: Promise<{ native: NativeTensorFlow; name: string } | { missing: string }> | null = null;

async function start(folder: string | null): Promise<{ native: NativeTensorFlow; name: string } | { missing: string }> {
  const reasons: string[] = [];
  for (const name of PACKAGES) {
    const native = load(name, folder);
    if (typeof native === 'string') {
      reasons.push(`${name.split('/')[1]} ${native}`);
      continue;
    }
    if (tf.findBackend('tensorflow') == null) {
      reasons.push(`${name.split('/')[1]} loaded, but registered no backend here`);
      continue;
    }
    // its TensorFlow.js has put gradients and kernels of its own over ours, for all engines of the process
    registerGradients();
    mendCpuSegmentSum();
    return { native, name };
  }
  return { missing: reasons.join('; ') };
}

/** @param folder where the packages are, if not installed here nor in the default folder @returns the engine, or why there is none */
export async function tensorflowEngine(reason: string, folder: string | null): Promise<EagerEngine | string> {
  found ??= start(folder ?? defaultFolder());
  const result = await found;
  if ('missing' in result) return result.missing;
  await withBackend('tensorflow', () => undefined);
  const backend = tf.findBackend('tensorflow') as NativeBackend;
  const device = backend.isUsingGpuDevice ? 'gpu (CUDA)' : 'cpu (native TensorFlow)';
  return new EagerEngine('tensorflow', `${result.name.split('/')[1]} ${result.native.version['tfjs-node'] ?? result.native.version['tfjs'] ?? ''}`.trim(), device, reason, 'tensorflow');
}

import { AppError } from '@bellwether/contracts';
import { version_core } from '@tensorflow/tfjs-core';
import { withBackend } from './backend';
import { CompiledEngine } from './compiled/compiled-engine';
import { EagerEngine } from './eager-engine';
import type { EngineName, TrainingEngine } from './training-engine';
import { tensorflowEngine } from './tensorflow-backend';
import { startWasm } from './wasm-backend';

export type EngineTrial = { name: EngineName; available: boolean; reason: string };
export type EngineChoice = { engine: TrainingEngine; tried: EngineTrial[] };

type Found = { engine: TrainingEngine } | { missing: string };

/** From the fastest to the one that is always there. `cpu` is the reference for tests, and is only used when asked for. */
const ORDER: EngineName[] = ['compiled', 'tensorflow', 'wasm'];

const words = (e: unknown): string => (e instanceof Error ? e.message : String(e)).split('\n')[0]!;

/** `threads` for the engines that can use several, default 1; `tensorflowFolder` where `install-tensorflow` was told to put its packages. */
export type EngineOptions = { threads?: number; tensorflowFolder?: string };

async function find(name: EngineName, options: EngineOptions, reason: string): Promise<Found> {
  const threads = options.threads ?? 1;
  try {
    switch (name) {
      case 'compiled':
        return { engine: await CompiledEngine.start(threads, reason) };
      case 'tensorflow': {
        const engine = await tensorflowEngine(reason, options.tensorflowFolder ?? null);
        return typeof engine === 'string' ? { missing: engine } : { engine };
      }
      case 'wasm':
        await startWasm(threads);
        return { engine: new EagerEngine('wasm', version_core, `cpu (wasm, ${threads} thread${threads > 1 ? 's' : ''})`, reason, 'wasm') };
      case 'cpu':
        await withBackend('cpu', () => undefined);
        return { engine: new EagerEngine('cpu', version_core, 'cpu (JavaScript)', reason, 'cpu') };
      default:
        return { missing: `no engine is named "${name}" here` };
    }
  } catch (e) {
    return { missing: words(e) };
  }
}

/**
 * The preferred engine, or else the fastest that works; `tried` tells why the others were not used.
 * @throws ENGINE_UNAVAILABLE when none works
 */
export async function chooseEngine(preference?: EngineName, options: EngineOptions = {}): Promise<EngineChoice> {
  const order = preference ? [preference, ...ORDER.filter((n) => n !== preference)] : ORDER;
  const tried: EngineTrial[] = [];
  for (const name of order) {
    const reason = name === preference ? 'asked for' : tried.length > 0 ? `fallback: ${tried.map((t) => `${t.name} ${t.reason}`).join('; ')}` : 'the fastest that works here';
    const found = await find(name, options, reason);
    if ('engine' in found) return { engine: found.engine, tried: [...tried, { name, available: true, reason }] };
    tried.push({ name, available: false, reason: found.missing });
  }
  throw new AppError({
    code: 'ENGINE_UNAVAILABLE',
    message: `No training engine works here: ${tried.map((t) => `${t.name}: ${t.reason}`).join('; ')}.`,
    fix: 'Run `npm ci` again, so that the engine packages are complete.',
  });
}

/** Every engine with its device, or why it is not there: for the start of a worker and the console. */
export async function surveyEngines(options: EngineOptions = {}): Promise<EngineTrial[]> {
  const survey: EngineTrial[] = [];
  for (const name of ORDER) {
    const found = await find(name, options, '');
    survey.push('engine' in found ? { name, available: true, reason: `${found.engine.version}, ${found.engine.device}` } : { name, available: false, reason: found.missing });
  }
  return survey;
}

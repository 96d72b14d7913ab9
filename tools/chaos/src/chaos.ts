import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ArtifactStore, createDb, createProject, findProjectId, SYSTEM_ACTOR, type Db } from '@bellwether/lineage';
import type { ProjectId } from '@bellwether/contracts';
import { check, isClean, type Verdict } from './check';
import { chaosScope, launchAll, makeDataset, persist, storeTable, type ChaosParams } from './load';
import { Product } from './product';
import { storm, type StormResult } from './storm';

export type ChaosOptions = { runs: number; kills: number; everyMs: number; freeze: boolean; seed: number; params: ChaosParams; workers: number; port: number; limitMs: number; say: (text: string) => void };
export type ChaosReport = { storm: StormResult; verdict: Verdict; orphans: number; exitCode: number | null; clean: boolean };

/** Starts the product in a folder of its own, trains while it is being killed, and counts what was lost. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-chaos-'));
  const product = new Product(home, { BELLWETHER_PORT: String(options.port), BELLWETHER_WORKERS: String(options.workers) });
  let db: Db | null = null;
  try {
    await product.ready(240_000);
    db = createDb(product.databaseUrl(), { max: 4, applicationName: 'bellwether-chaos' });
    const artifacts = new ArtifactStore(path.join(home, 'artifacts'));
    const projectId = (await findProjectId(db, null)) ?? ((await createProject(db, SYSTEM_ACTOR, { name: 'Chaos', slug: 'chaos', currency: 'USD', timeZone: 'UTC' })).id as ProjectId);
    const tableHash = await storeTable(artifacts);
    const data = await makeDataset(db, projectId, tableHash);
    options.say(`chaos: ${options.runs} runs of ${options.params.steps} steps, ${options.kills} kills, seed ${options.seed}`);
    const launching = launchAll(db, chaosScope(projectId), data, options.params, options.runs);
    let launched = false;
    launching.then(() => (launched = true)).catch(() => (launched = true));
    const openRuns = async () => (await db!.prisma.run.count({ where: { state: { in: ['queued', 'running'] } } })) + (launched ? 0 : 1);
    const result = await storm(product, { ...options, random: generator(options.seed), openRuns });
    const seeds = await launching;
    const verdict = await persist(() => check(db!, artifacts, tableHash, options.params, seeds));
    await db.close();
    db = null;
    const { code, orphans } = await product.stop();
    return { storm: result, verdict, orphans: orphans.length, exitCode: code, clean: isClean(verdict) && result.total >= options.kills && verdict.runs === options.runs && orphans.length === 0 && code === 0 };
  } catch (e) {
    options.say(`the launcher said last:\n${product.output.slice(-3000)}`);
    throw e;
  } finally {
    await db?.close().catch(() => undefined);
    product.kill();
    await rm(home, { recursive: true, force: true });
  }
}

/** Deterministic, so that a storm can be repeated: mulberry32. @source Tommy Ettinger, public domain */
function generator(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

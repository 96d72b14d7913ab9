import path from 'node:path';
import type { DatasetVersionId, LaunchInput } from '@bellwether/contracts';
import { ensureFirstProject, getDatasetVersion, readSetting, registerDatasetVersion, SYSTEM_ACTOR, writeSetting, type Deps, type Scope } from '@bellwether/lineage';
import { createReadStream } from 'node:fs';
import { familyRegistry } from '@bellwether/tasks';
import { formatOfName } from './dataset-register';
import { startRun } from './start-run';

/** A file that ships with the product. */
export type Sample = { file: string; name: string; description: string; source: string; licence: string; experiment: string; leak: string };

const SETTING = 'first-start';
type Done = { versionId: string; launched: boolean };

/**
 * On the very first start: registers the bundled data and, once it is parsed, launches a first experiment on it, so that the
 * console opens on something alive. What was done is remembered: a second start continues, and nothing is done twice.
 * @param wait between two looks at the parsing @unit ms
 */
export async function runFirstStart(deps: Deps, sample: Sample, signal: AbortSignal, wait = 500): Promise<void> {
  const projectId = await ensureFirstProject(deps.db);
  const scope: Scope = { projectId, actor: SYSTEM_ACTOR };
  let done = (await readSetting(deps.db, SETTING)) as Done | null;
  if (done?.launched) return;
  if (!done) {
    const stored = await deps.artifacts.putStream(createReadStream(sample.file));
    const fileName = path.basename(sample.file);
    const version = await registerDatasetVersion(deps.db, scope, {
      dataset: { name: sample.name, description: sample.description, source: sample.source, licence: sample.licence, tags: ['sample'] },
      fileName, format: formatOfName(fileName), contentHash: stored.hash, bytes: stored.bytes, origin: 'sample',
    });
    done = { versionId: version.versionId, launched: false };
    await writeSetting(deps.db, SETTING, done);
  }
  const ready = await parsed(deps, scope, done.versionId as DatasetVersionId, signal, wait);
  if (!ready) return;
  // the name is the guard: after a death between the launch and the note that it happened, the experiment exists already
  const before = await deps.db.prisma.experiment.findFirst({ where: { projectId, name: sample.experiment } });
  if (!before) await startRun(deps, scope, firstLaunch(sample, done.versionId as DatasetVersionId));
  await writeSetting(deps.db, SETTING, { ...done, launched: true });
}

async function parsed(deps: Deps, scope: Scope, id: DatasetVersionId, signal: AbortSignal, wait: number): Promise<boolean> {
  while (!signal.aborted) {
    const version = await getDatasetVersion(deps.db, scope, id);
    if (version.state === 'ready') return true;
    if (version.state === 'failed') {
      deps.log.error({ error: version.error }, 'the bundled sample could not be read');
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return false;
}

/** The family's own presets side by side, and one without the column that knows the outcome. */
function firstLaunch(sample: Sample, datasetVersionId: DatasetVersionId): LaunchInput {
  const family = familyRegistry.list().find((f) => f.traits.target === 'binary')!;
  const preset = (id: string) => family.presets.find((p) => p.id === id)?.params ?? {};
  const variants = [
    { name: 'Logistic baseline', params: preset('logistic') },
    { name: 'MLP', params: preset('mlp') },
    { name: 'MLP, wide', params: preset('mlp-wide') },
    { name: `MLP without ${sample.leak}`, params: { ...preset('mlp'), view: { exclude: [sample.leak] } } },
  ];
  return {
    experimentName: sample.experiment, familyId: family.id, datasetVersionId, name: 'First look', params: {}, seed: 1,
    expand: { kind: 'variants', variants }, tags: ['sample'],
    notes: `${sample.leak} is computed from transactions: compare the runs with and without it before you believe a figure.`,
  };
}

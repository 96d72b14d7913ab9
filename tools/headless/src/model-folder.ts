import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type ColumnRoles, type MetricEstimate } from '@bellwether/contracts';
import { familyRegistry, loadModelFile, type AnyTaskFamily, type Predictor, type TrainedModel } from '@bellwether/tasks';

type Manifest = { product: 'bellwether'; familyId: string; seed: number; params: unknown; roles: ColumnRoles; metrics: Record<string, MetricEstimate>; viewHash: string; engine: unknown; files: string[] };

/** Writes a trained model as a folder that evaluate and predict take. */
export async function writeModelFolder(dir: string, familyId: string, trained: TrainedModel, spec: { seed: number; params: unknown; roles: ColumnRoles }): Promise<void> {
  await mkdir(path.join(dir, 'model'), { recursive: true });
  for (const file of trained.artifact) {
    await mkdir(path.dirname(path.join(dir, 'model', file.name)), { recursive: true });
    await writeFile(path.join(dir, 'model', file.name), file.bytes);
  }
  const manifest: Manifest = { product: 'bellwether', familyId, ...spec, metrics: trained.metrics, viewHash: trained.viewHash, engine: trained.engine, files: trained.artifact.map((f) => f.name) };
  await writeFile(path.join(dir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(path.join(dir, 'figures.json'), JSON.stringify(trained.figures));
  await writeFile(path.join(dir, 'card.md'), trained.card);
}

/** A folder written by train, or a model.onnx alone. @throws AppError MODEL_ARTIFACT_INVALID. The caller disposes of the predictor */
export async function openModel(where: string): Promise<{ family: AnyTaskFamily; predictor: Predictor }> {
  if (!where.endsWith('.onnx')) return openModelFolder(where);
  const bytes = await readFile(where).catch((cause) => {
    throw new AppError({ code: 'NOT_FOUND', message: `expected a model file at ${where}, found nothing`, fix: 'give the path of a model.onnx, or of a folder written by train', cause });
  });
  return loadModelFile(new Uint8Array(bytes));
}

async function openModelFolder(dir: string): Promise<{ family: AnyTaskFamily; predictor: Predictor }> {
  const text = await readFile(path.join(dir, 'manifest.json'), 'utf8').catch(async () => {
    const found = await readdir(dir).catch(() => []);
    throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `expected a folder written by train at ${dir}, found ${found.length ? found.slice(0, 5).join(', ') : 'nothing'}`, fix: 'train first, or give the folder named by --out' });
  });
  const manifest = JSON.parse(text) as Manifest;
  const inside = (name: string): string => {
    const file = path.resolve(dir, 'model', name);
    if (!file.startsWith(path.resolve(dir, 'model') + path.sep)) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `expected files inside the folder, received ${JSON.stringify(name)}`, fix: 'do not use this model: its manifest was changed' });
    return file;
  };
  const family = familyRegistry.get(manifest.familyId);
  const files = await Promise.all(manifest.files.map(async (name) => ({ name, bytes: new Uint8Array(await readFile(inside(name))) })));
  return { family, predictor: await family.load(files) };
}

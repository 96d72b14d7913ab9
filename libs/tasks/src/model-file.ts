import { AppError } from '@bellwether/contracts';
import { inspectOnnx } from '@bellwether/model';
import { familyRegistry, type AnyTaskFamily } from './family-registry';
import type { Predictor } from './task-family';

/**
 * A model from its `.onnx` file alone, wherever it was kept.
 * @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes of the predictor
 */
export async function loadModelFile(bytes: Uint8Array): Promise<{ family: AnyTaskFamily; predictor: Predictor }> {
  const id = inspectOnnx(bytes).metadata['bellwether.family'];
  if (id === undefined) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'The ONNX file does not say which task it is for: it was not exported by Bellwether.', fix: 'Import it as an outside model, with a signature that you declare.' });
  const family = familyRegistry.get(id);
  return { family, predictor: await family.load([{ name: 'model.onnx', bytes }]) };
}

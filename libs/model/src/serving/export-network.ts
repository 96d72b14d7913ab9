import { AppError } from '@bellwether/contracts';
import { exportOnnx } from '../engine/compiled/export-onnx';
import type { ExportOptions } from '../engine/compiled/export-onnx';
import type { BatchArray, TrainingEngine, TrainingProgram } from '../engine/training-engine';
import { withWeights } from '../artifact/network-artifact';
import { Predictor } from './predictor';

const TOLERANCE = 1e-5;

export type ExportedNetwork = { bytes: Uint8Array; /** largest difference to the engine over the probe, as a share of (1 + |value|) */ largestDifference: number };

/**
 * Exports a fitted network and proves the file: the engine and ONNX Runtime must predict the same to 1e-5 on the probe rows.
 * @throws MODEL_ARTIFACT_INVALID when they do not
 */
export async function exportNetwork(
  engine: TrainingEngine, program: TrainingProgram, weights: Record<string, Float32Array>, probe: { inputs: Record<string, BatchArray>; rows: number }, options: ExportOptions = {},
): Promise<ExportedNetwork> {
  const bytes = await exportOnnx(program, weights, options);
  const session = await engine.open(withWeights(program, weights), { seed: 0 });
  const predictor = await Predictor.load(bytes);
  try {
    const want = await session.predict(probe.inputs, probe.rows);
    const got = await predictor.predict(probe.inputs, probe.rows);
    const largestDifference = want.reduce((worst, v, i) => Math.max(worst, Math.abs(v - got[i]!) / (1 + Math.abs(v))), want.length === got.length ? 0 : Infinity);
    if (!(largestDifference <= TOLERANCE)) {
      throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The exported file must predict as the engine to ${TOLERANCE}; it differs by ${largestDifference.toExponential(2)}.`, fix: 'Do not serve it; report the network, which ONNX Runtime computes differently.' });
    }
    return { bytes, largestDifference };
  } finally {
    session.dispose();
    await predictor.release();
  }
}

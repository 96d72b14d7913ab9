import type { InputRow } from '@bellwether/contracts';
import type { AnyTaskFamily, TrainedModel } from '@bellwether/tasks';

const WARM = 20;
const MEASURED = 100;
/** A slow model is not waited for. @unit ms */
const MOST_MS = 500;

/**
 * Median time to score one row with the model as it is served, in this process.
 * @returns null where the family scores no single rows of examples @unit ms
 */
export async function rowLatency(family: AnyTaskFamily, trained: TrainedModel): Promise<number | null> {
  const row = Object.fromEntries(trained.signature.inputs.map((field) => [field.name, field.example])) as InputRow;
  try {
    const predictor = await family.load(trained.artifact);
    try {
      const times: number[] = [];
      const until = performance.now() + MOST_MS;
      for (let i = 0; i < WARM + MEASURED && (times.length === 0 || performance.now() < until); i++) {
        const began = performance.now();
        await predictor.predictRows([row]);
        if (i >= WARM || performance.now() >= until) times.push(performance.now() - began);
      }
      return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? null;
    } finally {
      predictor.dispose();
    }
  } catch {
    // such a family has no latency of a row; the run is none the worse for it
    return null;
  }
}

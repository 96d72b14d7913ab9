import { chooseEngine } from '../engine/choose-engine';
import type { TrainingProgram } from '../engine/training-engine';
import { fitNetwork } from '../fit/fit-network';
import type { FitData } from '../fit/fit-options';
import { Xoshiro128 } from '../random/xoshiro';
import { exportNetwork } from '../serving/export-network';
import { nhitsProgram } from './nhits-program';
import { tideProgram } from './tide-program';

const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const SHAPE = { lookback: 16, horizon: 4, covariates: 1, statics: 1, dictionaries: [5], levels: LEVELS };

/** A wave of period 8 that a promotion doubles, times noise uniform on [0.5, 1.5]: the quantiles ahead are known. */
function waves(rows: number, seed: number): { data: FitData; truth: Float32Array } {
  const random = Xoshiro128.fromSeed(seed);
  const { lookback, horizon } = SHAPE;
  const steps = lookback + horizon;
  const inputs = {
    past: new Float32Array(rows * lookback), covariates: new Float32Array(rows * steps), statics: new Float32Array(rows).fill(0.3), 'dictionary-0': new Int32Array(rows),
    y: new Float32Array(rows * horizon), seen: new Float32Array(rows * horizon).fill(1), weight: new Float32Array(rows).fill(1),
  };
  const truth = new Float32Array(rows * horizon);
  for (let r = 0; r < rows; r++) {
    const phase = random.below(8);
    inputs['dictionary-0'][r] = random.below(5);
    for (let t = 0; t < steps; t++) {
      const promotion = random.uniform() < 0.3 ? 1 : 0;
      inputs.covariates[r * steps + t] = promotion;
      const level = (1 + 0.5 * Math.sin((2 * Math.PI * (t + phase)) / 8)) * (1 + promotion);
      if (t < lookback) inputs.past[r * lookback + t] = level * (0.5 + random.uniform());
      else {
        truth[r * horizon + t - lookback] = level;
        inputs.y[r * horizon + t - lookback] = level * (0.5 + random.uniform());
      }
    }
  }
  return { data: { rows, inputs }, truth };
}

describe.each([
  ['TiDE', (): TrainingProgram => tideProgram({ ...SHAPE, hidden: 32, decoderWidth: 8, temporalHidden: 32, dropout: 0, seed: 1 })],
  ['N-HiTS', (): TrainingProgram => nhitsProgram({ ...SHAPE, hidden: 48, dropout: 0, seed: 1 })],
] as const)('%s', (_, make) => {
  test('learns a season, a promotion ahead and how wide the noise is; levels never cross; serving equals training', async () => {
    const { engine } = await chooseEngine('compiled');
    const program = make();
    const valid = waves(200, 2);
    const result = await fitNetwork({ program, engine, train: waves(3000, 1).data, valid: valid.data, epochs: 25, batchSize: 128, schedule: { kind: 'cosine', rate: 0.004 }, seed: 3 });
    expect(result.warnings).toEqual([]);
    const exported = await exportNetwork(engine, program, result.weights, waves(40, 4).data, { inputs: program.inputs.map((i) => i.name).filter((n) => !['y', 'seen', 'weight'].includes(n)) });
    expect(exported.largestDifference).toBeLessThan(1e-5);
    const session = await engine.open(program, { seed: 1 });
    try {
      session.importState({ ...result.state, variables: result.weights });
      const out = await session.predict(valid.data.inputs, 200);
      const width = LEVELS.length + 1;
      let [median, mean, covered, crossed] = [0, 0, 0, 0];
      const n = valid.truth.length;
      for (let i = 0; i < n; i++) {
        const row = out.subarray(i * width, (i + 1) * width);
        median += Math.abs(row[4]! / valid.truth[i]! - 1) / n;
        mean += Math.abs(row[9]! / valid.truth[i]! - 1) / n;
        const y = (valid.data.inputs['y'] as Float32Array)[i]!;
        covered += y >= row[0]! && y <= row[8]! ? 1 / n : 0;
        for (let k = 1; k < LEVELS.length; k++) crossed += row[k]! < row[k - 1]! ? 1 : 0;
      }
      expect(median).toBeLessThan(0.2);
      expect(mean).toBeLessThan(0.2);
      expect(covered).toBeGreaterThan(0.7);
      expect(covered).toBeLessThan(0.9);
      expect(crossed).toBe(0);
    } finally {
      session.dispose();
    }
  });
});

test('a program without steps or without a middle level is refused by name', () => {
  expect(() => tideProgram({ ...SHAPE, horizon: 0, seed: 1 })).toThrow(expect.objectContaining({ code: 'PARAMS_INVALID' }));
  expect(() => nhitsProgram({ ...SHAPE, levels: [0.1, 0.9], seed: 1 })).toThrow(expect.objectContaining({ code: 'PARAMS_INVALID', message: expect.stringContaining('0.5') }));
});

import { calibrate, type Calibration } from '../binary/calibration';
import type { Scorer } from '../rows/scorer';

export type { Scorer } from '../rows/scorer';

/**
 * Averages the models of each member, weighs the members, and calibrates the sum.
 * @owns the models: disposing of the whole disposes of them
 */
export function combine(members: readonly { weight: number; models: readonly Scorer[] }[], calibration: Calibration | null): Scorer {
  const used = members.filter((m) => m.weight > 0);
  return {
    parameters: members.reduce((sum, m) => sum + m.models.reduce((n, model) => n + model.parameters, 0), 0),
    async score(table, rows) {
      const sum = new Float64Array(rows?.length ?? table.rows);
      for (const { weight, models } of used) {
        for (const model of models) {
          const scores = await model.score(table, rows);
          for (let i = 0; i < sum.length; i++) sum[i]! += (weight / models.length) * scores[i]!;
        }
      }
      // rounding may carry a mean of ones past one
      return sum.map((s) => (calibration === null ? Math.min(1, s) : calibrate(calibration, s)));
    },
    dispose: () => {
      for (const { models } of members) for (const model of models) model.dispose();
    },
  };
}

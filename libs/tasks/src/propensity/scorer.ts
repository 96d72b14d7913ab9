import type { ColumnTable } from '@bellwether/features';
import { calibrate, type Calibration } from '../binary/calibration';

/** A fitted model that turns rows of a table into probabilities, by the view it was fitted with. */
export interface Scorer {
  /** @param rows positions in the table, all when absent @shape [rows] */
  score(table: ColumnTable, rows?: Int32Array): Promise<Float64Array>;
  /** numbers that were learned */
  readonly parameters: number;
  dispose(): void;
}

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

import type { ColumnTable, FittedView } from '@bellwether/features';
import type { TrainingEngine } from '@bellwether/model';
import type { Scorer } from '../rows/scorer';
import type { Manifest, StoredMember } from './artifact';
import { openCurve, openHazard, type Waits } from './hazard';
import type { IntervalModel } from './interval';
import { openLinear } from './linear';
import { openValueNetwork } from './network';
import { openConstant, openRate } from './past-rate';
import { openTrees } from './trees';
import { openWeibull } from './weibull';

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function openMember(model: StoredMember, bytes: (file: string) => Uint8Array, view: FittedView, engine: TrainingEngine | null): Promise<Scorer> {
  switch (model.kind) {
    case 'constant': return openConstant(model.mean);
    case 'curve': return openCurve(model);
    case 'rate': return openRate(model);
    case 'glm': return openLinear(model, view);
    case 'weibull': return openWeibull(model, view);
    case 'trees': return openTrees(bytes(model.file), view, model.floor ?? Number.NEGATIVE_INFINITY);
    case 'hazard': return openHazard(bytes(model.file), view, model.ends);
    case 'glm-trees': return product(openLinear(model.linear, view), openTrees(bytes(model.file), view, Number.NEGATIVE_INFINITY));
    case 'network': return openValueNetwork(bytes(model.file), engine, view);
  }
}

/** What one says times what the other says of it. */
const product = (base: Scorer, correction: Scorer): Scorer => ({
  async score(table, rows) {
    const [said, by] = [await base.score(table, rows), await correction.score(table, rows)];
    return said.map((v, i) => v * by[i]!);
  },
  parameters: base.parameters + correction.parameters, dispose: () => undefined,
});

/** The weighted sum of the members. @param most nothing comes to more, so nothing more is said; null: no such end @owns the members: disposing of the whole disposes of them */
export function combine(members: readonly { weight: number; scorer: Scorer }[], { factor, most }: Pick<Manifest, 'factor'> & Pick<IntervalModel, 'most'>): Scorer {
  const used = members.filter((m) => m.weight > 0);
  return {
    parameters: used.reduce((sum, m) => sum + m.scorer.parameters, 0),
    async score(table, rows) {
      const sum = new Float64Array(rows?.length ?? table.rows);
      for (const { weight, scorer } of used) {
        const scores = await scorer.score(table, rows);
        for (let i = 0; i < sum.length; i++) sum[i]! += factor * weight * scores[i]!;
      }
      return most === null ? sum : sum.map((v) => Math.min(most, v));
    },
    dispose: () => { for (const { scorer } of members) scorer.dispose(); },
  };
}

const isWaits = (scorer: Scorer): scorer is Waits => 'survival' in scorer;

/**
 * The members that know when, put together: averaged curves of still waiting. Members that only know how long have no say in them.
 * @returns null where no member does
 */
export function combineWaits(members: readonly { weight: number; scorer: Scorer }[]): Pick<Waits, 'ends' | 'survival'> | null {
  const used = members.flatMap(({ weight, scorer }) => (weight > 0 && isWaits(scorer) ? [{ weight, scorer }] : []));
  const [first] = used;
  // members of one run were fitted on the same rows: their periods are the same
  const same = used.filter((m) => m.scorer.ends.length === first!.scorer.ends.length);
  const total = same.reduce((sum, m) => sum + m.weight, 0);
  if (first === undefined) return null;
  return {
    ends: first.scorer.ends,
    survival(table: ColumnTable, rows?: Int32Array) {
      const sum = new Float64Array((rows?.length ?? table.rows) * first.scorer.ends.length);
      for (const { weight, scorer } of same) scorer.survival(table, rows).forEach((v, i) => (sum[i]! += (weight / total) * v));
      return sum;
    },
  };
}

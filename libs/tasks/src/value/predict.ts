import type { PredictionInterval, PredictionWait } from '@bellwether/contracts';
import { RowReader, viewFields } from '@bellwether/features';
import { baselineRow, shapleyByOrders, shown } from '../rows/shapley';
import type { ArtifactFile, Predictor } from '../task-family';
import { unpackArtifact } from './artifact';
import { intervalAt, LEVEL } from './interval';
import { medianWait, survivalAt } from './hazard';
import { combine, combineWaits, openMember } from './scorer';
import { openTrees } from './trees';

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function loadValue(files: ArtifactFile[]): Promise<Predictor> {
  const { manifest, view, signature, models } = unpackArtifact(files);
  const bytes = (name: string): Uint8Array => models.find((f) => f.name === name)!.bytes;
  const members = await Promise.all(manifest.members.map(async ({ weight, model }) => ({ weight, scorer: await openMember(model, bytes, view, null) })));
  const [scorer, waits] = [combine(members, manifest.factor), combineWaits(members)];
  const reader = new RowReader(viewFields(view));
  const [only] = manifest.members;
  const exact = manifest.members.length === 1 && only!.model.kind === 'trees' ? openTrees(bytes(only!.model.file), view, Number.NEGATIVE_INFINITY) : null;
  // contributions multiply where nothing lies below zero: they are told on the logarithm
  const margin = manifest.interval.kind === 'factor' ? (score: number): number => Math.log(Math.max(1e-12, score)) : (score: number): number => score;
  const intervalOf = (score: number): PredictionInterval => ({ ...intervalAt(manifest.interval, score), level: LEVEL });
  return {
    signature, intervalOf,
    async predictRows(rows) {
      if (rows.length === 0) return [];
      const { table, warnings } = reader.read(rows);
      const scores = await scorer.score(table);
      const curves = waits?.survival(table);
      const waitOf = (r: number): PredictionWait | undefined => (waits === null ? undefined : waitAt(curves!.subarray(r * waits.ends.length, (r + 1) * waits.ends.length), waits.ends));
      return Array.from(scores, (score, r) => {
        const wait = waitOf(r);
        return { score, label: null, warnings: warnings[r]!, interval: intervalOf(score), ...(wait === undefined ? {} : { wait }) };
      });
    },
    predictTable: (table) => scorer.score(table),
    async explain(row) {
      if (exact !== null) {
        const phi = exact.explain(reader.read([row]).table);
        return view.inputs.map((input, k) => ({ feature: input.name, value: shown(row[input.name]), contribution: phi[k]! })).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
      }
      return (await shapleyByOrders(scorer, reader, row, baselineRow(view), margin)).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    },
    dispose: () => scorer.dispose(),
  };
}

/** Times at which the chance is told, evenly up to the horizon. */
const TOLD = 5;
const rounded = (v: number): number => Number(v.toFixed(4));

function waitAt(survival: Float64Array, ends: readonly number[]): PredictionWait {
  const [median, horizon] = [medianWait(survival, ends), ends.at(-1)!];
  return { median: median === null ? null : rounded(median), chances: Array.from({ length: TOLD }, (_, k) => { const by = (horizon * (k + 1)) / TOLD; return { by: rounded(by), chance: rounded(1 - survivalAt(survival, ends, by)) }; }) };
}

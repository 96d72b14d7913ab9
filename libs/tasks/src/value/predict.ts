import { RowReader, viewFields } from '@bellwether/features';
import { baselineRow, shapleyByOrders, shown } from '../rows/shapley';
import type { ArtifactFile, Predictor } from '../task-family';
import { unpackArtifact } from './artifact';
import { intervalAt, LEVEL } from './interval';
import { combine, openMember } from './scorer';
import { openTrees } from './trees';

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function loadValue(files: ArtifactFile[]): Promise<Predictor> {
  const { manifest, view, signature, models } = unpackArtifact(files);
  const bytes = (name: string): Uint8Array => models.find((f) => f.name === name)!.bytes;
  const scorer = combine(await Promise.all(manifest.members.map(async ({ weight, model }) => ({ weight, scorer: await openMember(model, bytes, view, null) }))), manifest.factor);
  const reader = new RowReader(viewFields(view));
  const [only] = manifest.members;
  const exact = manifest.members.length === 1 && only!.model.kind === 'trees' ? openTrees(bytes(only!.model.file), view, Number.NEGATIVE_INFINITY) : null;
  // contributions multiply where nothing lies below zero: they are told on the logarithm
  const margin = manifest.interval.kind === 'factor' ? (score: number): number => Math.log(Math.max(1e-12, score)) : (score: number): number => score;
  return {
    signature,
    async predictRows(rows) {
      if (rows.length === 0) return [];
      const { table, warnings } = reader.read(rows);
      const scores = await scorer.score(table);
      return Array.from(scores, (score, r) => {
        const { low, high } = intervalAt(manifest.interval, score);
        return { score, label: null, warnings: warnings[r]!, interval: { low, high, level: LEVEL } };
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

import { rowsToTable } from '@bellwether/features';
import type { ArtifactFile, Predictor } from '../task-family';
import { unpackArtifact } from './artifact';
import { shapleyByOrders, shown } from './explain';
import { openNetwork } from './network';
import { openTrees } from './trees';

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function loadPropensity(files: ArtifactFile[]): Promise<Predictor> {
  const { manifest, view, signature, model } = unpackArtifact(files);
  const trees = manifest.model.kind === 'trees' ? openTrees(model) : null;
  const scorer = trees ?? (await openNetwork(model));
  const threshold = signature.output.threshold ?? 0.5;
  return {
    signature,
    async predictRows(rows) {
      if (rows.length === 0) return [];
      const { table, warnings } = rowsToTable(view, rows);
      const scores = await scorer.score(view, table);
      return Array.from(scores, (score, r) => ({ score, label: score >= threshold ? signature.output.positiveValue : null, warnings: warnings[r]! }));
    },
    predictTable: (table) => scorer.score(view, table),
    async explain(row) {
      if (trees === null) return byWeight(await shapleyByOrders(scorer, view, row));
      const { table } = rowsToTable(view, [row]);
      const phi = trees.explain(view, table);
      return byWeight(view.inputs.map((input, k) => ({ feature: input.name, value: shown(row[input.name]), contribution: phi[k]! })));
    },
    dispose: () => scorer.dispose(),
  };
}

const byWeight = <T extends { contribution: number }>(list: T[]): T[] => list.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));

import { createHash } from 'node:crypto';
import { AppError, isAppError, type PairedDifference, type PromotionEvidence } from '@bellwether/contracts';
import { readTable, type ColumnTable } from '@bellwether/features';
import type { Deps, VersionFacts } from '@bellwether/lineage';
import { familyRegistry, type EvaluationRows } from '@bellwether/tasks';
import { takeEvaluation } from './evaluation-file';
import { withPredictor } from './predict-cache';
import { readEvidence, type RunEvidence } from './train-run-evidence';

/** Enough for a 95 % interval that is steady in its third digit. */
const REPLICATES = 1000;

export type GatheredEvidence = { evidence: PromotionEvidence | null; /** why champion and candidate could not be compared */ problem: string | null };

/** Candidate against champion on the candidate's frozen test rows; where the champion was not measured on them, its own artifact scores them now. */
export async function gatherEvidence(deps: Deps, candidate: VersionFacts, champion: VersionFacts, own: RunEvidence, metric: string): Promise<GatheredEvidence> {
  const family = familyRegistry.get(candidate.familyId);
  try {
    const theirs = await readEvidence(deps.artifacts, champion.artifactHash);
    const rows = { ...fairRows(candidate, champion, own, theirs), threshold: own.signature.output.threshold };
    const scored = await championOn(deps, candidate, champion, rows, theirs);
    // the gate's metric first: it is what the sentence speaks of
    const metrics = [metric, ...family.metrics.map((m) => m.key).filter((key) => key !== metric)];
    const differences = family.compare(rows, scored.rows, { metrics, replicates: REPLICATES, seed: 1 });
    return {
      evidence: {
        championVersionId: champion.id, candidateVersionId: candidate.id, datasetVersionId: candidate.datasetVersionId, rowsHash: hashRows(rows.rowIndex), rows: rows.rowIndex.length,
        differences, caveats: scored.caveats, sentence: sentenceOf(candidate, champion, differences[0] ?? null, metric, rows.rowIndex.length),
      },
      problem: null,
    };
  } catch (error) {
    // a champion that cannot score these rows is a finding for the gate, not a failure of the request
    if (isAppError(error) && ['SIGNATURE_MISMATCH', 'COLUMN_NOT_FOUND', 'MODEL_ARTIFACT_INVALID', 'NOT_FOUND'].includes(error.code)) return { evidence: null, problem: `v${champion.number} cannot be measured on these rows: ${error.message}` };
    throw error;
  }
}

/** A candidate that was trained elsewhere was measured on every row: those that the champion has not learned from are the ones to compare on. */
function fairRows(candidate: VersionFacts, champion: VersionFacts, own: RunEvidence, theirs: RunEvidence): EvaluationRows {
  if (own.trainRowIndex.length > 0 || candidate.datasetVersionId !== champion.datasetVersionId) return own.evaluation;
  return takeEvaluation(own.evaluation, theirs.evaluation.rowIndex) ?? own.evaluation;
}

/** What the champion says of exactly these rows, in their order. */
async function championOn(deps: Deps, candidate: VersionFacts, champion: VersionFacts, rows: EvaluationRows, theirs: RunEvidence): Promise<{ rows: EvaluationRows; caveats: string[] }> {
  const threshold = theirs.signature.output.threshold;
  const sameData = candidate.datasetVersionId === champion.datasetVersionId;
  const kept = sameData ? takeEvaluation(theirs.evaluation, rows.rowIndex) : null;
  if (kept) return { rows: { ...kept, threshold }, caveats: [] };
  const measured = await withPredictor(deps, champion, async (predictor): Promise<EvaluationRows> => {
    if (!candidate.tablePath) throw new AppError({ code: 'NOT_FOUND', message: `The rows of ${candidate.datasetName} v${candidate.datasetVersionNumber} are gone.`, fix: 'Restore the data folder from a backup.' });
    const own = predictor.evaluation;
    const table = await readTable(deps.artifacts.path(candidate.tablePath), own?.columns ?? predictor.signature.inputs.map((i) => i.name));
    return own ? own.measure(table, rows) : { ...rows, score: await predictor.predictTable(takeRows(table, rows.rowIndex)) };
  });
  return { rows: { ...measured, threshold }, caveats: [caveatOf(candidate, champion, rows, theirs, sameData)].filter((c) => c !== null) };
}

function caveatOf(candidate: VersionFacts, champion: VersionFacts, rows: EvaluationRows, theirs: RunEvidence, sameData: boolean): string | null {
  if (!sameData)
    return candidate.datasetId === champion.datasetId
      ? `v${champion.number} was trained on version ${champion.datasetVersionNumber} of these data: rows that stand in both may have been in its training, which favours it.`
      : `v${champion.number} was trained on other data (${champion.datasetName} v${champion.datasetVersionNumber}): it may know some of these rows.`;
  const trained = new Set(theirs.trainRowIndex);
  const seen = rows.rowIndex.reduce((n, row) => n + (trained.has(row) ? 1 : 0), 0);
  return seen === 0 ? null : `v${champion.number} was trained on ${seen} of the ${rows.rowIndex.length} rows, which favours it.`;
}

/** Rows by their 1-based source row, in the order asked for. @throws AppError NOT_FOUND for a row that is not there */
export function takeRows(table: ColumnTable, rowIndex: Int32Array): ColumnTable {
  const place = new Map(Array.from(table.rowIndex, (row, i) => [row, i]));
  const at = Int32Array.from(rowIndex, (row) => {
    const i = place.get(row);
    if (i === undefined) throw new AppError({ code: 'NOT_FOUND', message: `Expected row ${row} in the table, found none.`, fix: 'Restore the data folder from a backup.' });
    return i;
  });
  return {
    rows: at.length, rowIndex,
    columns: table.columns.map((c) => (c.type === 'string' ? { ...c, values: Array.from(at, (i) => c.values[i] ?? null) } : { ...c, values: Float64Array.from(at, (i) => c.values[i]!) })),
  };
}

const hashRows = (rowIndex: Int32Array): string => createHash('sha256').update(Buffer.from(rowIndex.buffer, rowIndex.byteOffset, rowIndex.byteLength)).digest('hex');

function sentenceOf(candidate: VersionFacts, champion: VersionFacts, d: PairedDifference | null, metric: string, rows: number): string {
  if (!d || d.difference === null || d.lo === null || d.hi === null) return `v${candidate.number} and v${champion.number} cannot be compared by ${metric}${d?.note ? `: ${d.note}` : ''}.`;
  const size = `${Math.abs(d.difference).toFixed(4)} ${metric} (interval ${d.lo.toFixed(4)} to ${d.hi.toFixed(4)}, ${rows} rows)`;
  if (d.verdict === 'noise') return `No difference that could be told from noise: v${candidate.number} is ${d.difference >= 0 ? '+' : '-'}${size} against v${champion.number}.`;
  return `v${candidate.number} is ${d.verdict} than v${champion.number} by ${size}.`;
}

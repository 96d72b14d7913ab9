import type { InputRow, ModelSignature, PredictionInterval, PredictionWait } from '@bellwether/contracts';
import { RowReader, signatureFields, viewFields, type ColumnTable } from '@bellwether/features';
import { z } from 'zod';
import { openFile } from '../one-file/exported-file';
import { readFileFact, readFileSignature } from '../one-file/file-metadata';
import { invalid } from '../rows/artifact-files';
import type { Scorer } from '../rows/scorer';
import { baselineRow, shapleyByOrders, shown, type Contribution } from '../rows/shapley';
import type { ArtifactFile, Predictor } from '../task-family';
import { unpackArtifact } from './artifact';
import { medianWait, survivalAt } from './hazard';
import { intervalAt, intervalSchema, LEVEL, type IntervalModel } from './interval';
import { SURVIVAL } from './one-file';
import { combine, combineWaits, openMember } from './scorer';
import { openTrees } from './trees';

type Parts = {
  signature: ModelSignature; interval: IntervalModel; scorer: Scorer; reader: RowReader;
  /** of waiting times @shape curves: [rows, ends.length] */
  waits: { ends: readonly number[]; curves(table: ColumnTable): Promise<Float64Array> } | null;
  explain(row: InputRow): Promise<Contribution[]>;
  dispose(): void;
};

function predictorOf({ signature, interval, scorer, reader, waits, explain, dispose }: Parts): Predictor {
  const intervalOf = (score: number): PredictionInterval => ({ ...intervalAt(interval, score), level: LEVEL });
  return {
    signature, intervalOf,
    async predictRows(rows) {
      if (rows.length === 0) return [];
      const { table, warnings } = reader.read(rows);
      const scores = await scorer.score(table);
      const curves = await waits?.curves(table);
      const waitOf = (r: number): PredictionWait | undefined => (waits === null ? undefined : waitAt(curves!.subarray(r * waits.ends.length, (r + 1) * waits.ends.length), waits.ends));
      return Array.from(scores, (score, r) => {
        const wait = waitOf(r);
        return { score, label: null, warnings: warnings[r]!, interval: intervalOf(score), ...(wait === undefined ? {} : { wait }) };
      });
    },
    predictTable: (table) => scorer.score(table),
    explain: async (row) => (await explain(row)).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    dispose,
  };
}

/** Contributions multiply where nothing lies below zero: they are told on the logarithm. */
const marginOf = ({ kind }: IntervalModel) => (kind === 'factor' ? (score: number): number => Math.log(Math.max(1e-12, score)) : (score: number): number => score);

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function loadValue(files: ArtifactFile[]): Promise<Predictor> {
  const [first] = files;
  if (files.length === 1 && first!.name.endsWith('.onnx')) return loadFile(first!.bytes);
  const { manifest, view, signature, models } = unpackArtifact(files);
  const bytes = (name: string): Uint8Array => models.find((f) => f.name === name)!.bytes;
  const members = await Promise.all(manifest.members.map(async ({ weight, model }) => ({ weight, scorer: await openMember(model, bytes, view, null) })));
  const [scorer, waits] = [combine(members, { factor: manifest.factor, most: manifest.interval.most }), combineWaits(members)];
  const reader = new RowReader(viewFields(view));
  const [only] = manifest.members;
  const exact = manifest.members.length === 1 && only!.model.kind === 'trees' ? openTrees(bytes(only!.model.file), view, Number.NEGATIVE_INFINITY) : null;
  return predictorOf({
    signature, interval: manifest.interval, scorer, reader, waits: waits === null ? null : { ends: waits.ends, curves: (table) => Promise.resolve(waits.survival(table)) },
    explain(row) {
      if (exact === null) return shapleyByOrders(scorer, reader, row, baselineRow(view), marginOf(manifest.interval));
      const phi = exact.explain(reader.read([row]).table);
      return Promise.resolve(view.inputs.map((input, k) => ({ feature: input.name, value: shown(row[input.name]), contribution: phi[k]! })));
    },
    dispose: () => scorer.dispose(),
  });
}

const endsSchema = z.array(z.number().positive()).min(1).max(100);

/** A fact of the file, read as it must be. @throws AppError MODEL_ARTIFACT_INVALID */
function factOf<T>(bytes: Uint8Array, name: string, schema: z.ZodType<T>): T | null {
  const text = readFileFact(bytes, name);
  if (text === undefined) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw invalid('the ONNX file', `what it says of ${name} cannot be read`);
  }
}

/** Rows at a time for which a curve each is asked. */
const CURVE_ROWS = 1024;

/** The one file alone, from wherever it was kept: what it needs to know stands in its metadata. @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
async function loadFile(bytes: Uint8Array): Promise<Predictor> {
  const signature = readFileSignature(bytes);
  const [interval, ends] = [factOf(bytes, 'interval', intervalSchema), factOf(bytes, 'ends', endsSchema)];
  if (interval === null) throw invalid('the ONNX file', 'it does not say how far outcomes lie around what it says');
  const fields = signatureFields(signature);
  const [scorer, survival, reader] = [await openFile(bytes, fields), ends === null ? null : await openFile(bytes, fields, { output: SURVIVAL }), new RowReader(fields)];
  const baseline = Object.fromEntries(signature.inputs.map((i) => [i.name, i.example]));
  const curves = async (table: ColumnTable): Promise<Float64Array> => {
    const out = new Float64Array(table.rows * ends!.length);
    for (let from = 0; from < table.rows; from += CURVE_ROWS) {
      const rows = Int32Array.from({ length: Math.min(CURVE_ROWS, table.rows - from) }, (_, k) => from + k);
      out.set(await survival!.score(table, rows), from * ends!.length);
    }
    return out;
  };
  return predictorOf({
    signature, interval, scorer, reader, waits: ends === null ? null : { ends, curves }, explain: (row) => shapleyByOrders(scorer, reader, row, baseline, marginOf(interval)),
    dispose: () => { scorer.dispose(); survival?.dispose(); },
  });
}

/** Times at which the chance is told, evenly up to the horizon. */
const TOLD = 5;
const rounded = (v: number): number => Number(v.toFixed(4));

function waitAt(survival: Float64Array, ends: readonly number[]): PredictionWait {
  const [median, horizon] = [medianWait(survival, ends), ends.at(-1)!];
  return { median: median === null ? null : rounded(median), chances: Array.from({ length: TOLD }, (_, k) => { const by = (horizon * (k + 1)) / TOLD; return { by: rounded(by), chance: rounded(1 - survivalAt(survival, ends, by)) }; }) };
}

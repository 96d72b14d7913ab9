import { AppError, type ColumnRoles, type InputRow, type ModelSignature, type SignatureField } from '@bellwether/contracts';
import { RowReader, signatureFields, type ColumnTable } from '@bellwether/features';
import { binaryFigures, estimateBinary } from '@bellwether/metrics';
import { columnOf, readBinaryTarget } from '../binary/binary-target';
import type { ArtifactFile, Predictor, TrainContext, TrainedModel } from '../task-family';
import { OutsideModel } from './outside-model';
import { outsideParamsSchema, type OutsideParams } from './params';

const [MODEL, DECLARED] = ['model.onnx', 'declared.json'];
const LISTED_LEVELS = 200;
const all = (table: ColumnTable): Int32Array => Int32Array.from({ length: table.rows }, (_, i) => i);

/** What a row must look like, from the declared columns as the data has them. */
function inputsOf(params: OutsideParams, table: ColumnTable, roles: ColumnRoles): SignatureField[] {
  const names = [...new Set(params.inputs.flatMap((i) => i.columns))];
  return names.map((name): SignatureField => {
    const column = columnOf(table, name);
    if (!column || roles[name] === 'target') throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `the declared column ${JSON.stringify(name)} is ${column ? 'the target' : 'not in this dataset version'}`, fix: 'declare columns that the model takes, and that the data has' });
    if (column.type === 'string') {
      const levels = [...new Set(column.values.filter((v) => v !== null))].sort().slice(0, LISTED_LEVELS);
      return { name, type: 'string', role: 'category', required: true, min: null, max: null, levels, example: levels[0] ?? null };
    }
    const seen = column.values.filter((v) => !Number.isNaN(v)).sort();
    const typical = seen[Math.floor(seen.length / 2)] ?? null;
    return { name, type: column.type, role: 'numeric', required: true, min: seen[0] ?? null, max: seen.at(-1) ?? null, levels: null, example: column.type === 'boolean' && typical !== null ? typical === 1 : typical };
  });
}

/** Nothing is trained: the file is checked, opened and measured on every row of the data that has a label. */
export async function measureOutside(context: TrainContext<OutsideParams>): Promise<TrainedModel> {
  const { params, table, roles, seed } = context;
  context.progress({ phase: 'check', step: 0, totalSteps: 2 });
  if (!context.readFile) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'Expected a file store, received none.', fix: 'Import models through the product.' });
  const bytes = await context.readFile(params.file);
  const target = readBinaryTarget(table, roles);
  const rows = all(table).filter((i) => !Number.isNaN(target.y[i]!));
  const inputs = inputsOf(params, table, roles);
  const model = await OutsideModel.open(bytes, params);
  try {
    context.progress({ phase: 'evaluate', step: 1, totalSteps: 2 });
    const score = await model.score(table, rows);
    const y = Float64Array.from(rows, (i) => target.y[i]!);
    const metrics = estimateBinary(y, score, params.threshold, { replicates: params.bootstrapReplicates, seed });
    const signature: ModelSignature = { inputs, output: { kind: 'probability', name: target.column, positiveValue: target.positiveValue, threshold: params.threshold } };
    const rate = y.reduce((sum, v) => sum + v, 0) / Math.max(1, y.length);
    const protocol = 'Not trained here: every row of this dataset that has a label was scored. Which rows its maker trained on is not known.';
    return {
      metrics, signature, figures: binaryFigures(y, score, params.threshold), viewHash: params.file,
      evaluation: { rowIndex: Int32Array.from(rows, (i) => table.rowIndex[i]!), y, score, threshold: params.threshold }, trainRowIndex: new Int32Array(0),
      artifact: [{ name: MODEL, bytes }, { name: DECLARED, bytes: new TextEncoder().encode(JSON.stringify({ params, signature })) }],
      engine: { name: 'onnxruntime', version: 'outside model', device: 'cpu', reason: 'the file runs as it came', tried: [] },
      summary: { rows: { train: 0, valid: 0, test: y.length, dropped: table.rows - y.length }, baseRate: { train: rate, valid: rate, test: rate }, features: inputs.map((i) => i.name), importance: [], bestEpoch: null, parameterCount: null, protocol },
      card: `# ${params.fileName}\n\nAn outside model, imported as one ONNX file.\n\n- SHA-256: \`${params.file}\`\n- Inputs: ${params.inputs.map((i) => `\`${i.name}\` (${i.columns.length})`).join(', ')}\n- Output: \`${params.output}\`, column ${params.outputColumn}\n\n${protocol}\n`,
    };
  } finally {
    await model.release();
  }
}

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes of it */
export async function loadOutside(files: ArtifactFile[]): Promise<Predictor> {
  const bytesOf = (name: string): Uint8Array => files.find((f) => f.name === name)?.bytes ?? missing(name);
  const declared = JSON.parse(new TextDecoder().decode(bytesOf(DECLARED))) as { params: unknown; signature: ModelSignature };
  const { signature } = declared;
  const model = await OutsideModel.open(bytesOf(MODEL), outsideParamsSchema.parse(declared.params));
  const reader = new RowReader(signatureFields(signature));
  const scoreRows = (rows: InputRow[]) => { const { table, warnings } = reader.read(rows); return model.score(table, all(table)).then((scores) => ({ scores, warnings })); };
  const threshold = signature.output.threshold ?? 0.5;
  return {
    signature,
    async predictRows(rows) {
      if (rows.length === 0) return [];
      const { scores, warnings } = await scoreRows(rows);
      return Array.from(scores, (score, r) => ({ score, label: score >= threshold ? signature.output.positiveValue : null, warnings: warnings[r]! }));
    },
    predictTable: (table) => model.score(table, all(table)),
    // what changes when one input becomes what is typical: all that can be said of a model that is a closed box
    async explain(row) {
      const changed = signature.inputs.map((input) => ({ ...row, [input.name]: input.example }));
      const { scores } = await scoreRows([row, ...changed]);
      return signature.inputs.map((input, k) => ({ feature: input.name, value: String(row[input.name] ?? ''), contribution: scores[0]! - scores[k + 1]! })).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    },
    dispose: () => void model.release(),
  };
}

function missing(name: string): never {
  throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `expected the file ${name} in the artifact, received none`, fix: 'import the model again' });
}

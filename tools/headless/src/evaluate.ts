// nx evaluate bellwether --model=model --data=later.csv: measures a trained model (its folder, or its model.onnx alone) on a file with known outcomes.
import { writeFile } from 'node:fs/promises';
import { AppError } from '@bellwether/contracts';
import { levelOf } from '@bellwether/features';
import { command, readFlags } from './flags';
import { openModel } from './model-folder';
import { printMetrics } from './print-metrics';
import { readFileData } from './read-file';

await command(async () => {
  const flags = readFlags(['model', 'data', 'json'], ['model', 'data']);
  const { family, predictor } = await openModel(flags.model!);
  try {
    const { table } = await readFileData(flags.data!);
    if (family.traits.target !== 'binary') throw new AppError({ code: 'INPUT_INVALID', message: `evaluate measures families with a yes-or-no target; ${family.id} measures itself when it trains`, fix: 'train on the longer file: the last events are held out and measured' });
    const target = predictor.signature.output.name;
    const column = table.columns.find((c) => c.name === target);
    if (!column) throw new AppError({ code: 'TARGET_MISSING', message: `expected the column "${target}" that the model predicts, which the file does not have`, fix: 'give a file with known outcomes; predict needs none' });
    const positive = predictor.signature.output.positiveValue;
    const y = Float64Array.from({ length: table.rows }, (_, i) => {
      const level = levelOf(column, i);
      return level === null ? Number.NaN : level === positive ? 1 : 0;
    });
    const score = await predictor.predictTable(table);
    const known = Int32Array.from({ length: table.rows }, (_, i) => i).filter((i) => !Number.isNaN(y[i]!));
    const { metrics } = family.evaluate({ y: Float64Array.from(known, (i) => y[i]!), score: Float64Array.from(known, (i) => score[i]!) }, { replicates: 1000, seed: 1 });
    process.stdout.write(`${known.length} rows with a known outcome\n\n`);
    printMetrics(metrics, family.metrics);
    if (flags.json) await writeFile(flags.json, `${JSON.stringify({ rows: known.length, metrics }, null, 2)}\n`);
  } finally {
    predictor.dispose();
  }
});

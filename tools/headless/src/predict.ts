// nx predict bellwether --model=model --data=rows.csv --out=scores.csv: scores the rows of a file by a folder that train wrote, a model.onnx alone, or a server.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { csvLine, levelOf } from '@bellwether/features';
import { command, readFlags } from './flags';
import { openModel } from './model-folder';
import { predictOnServer } from './on-server';
import { readFileData } from './read-file';

await command(async () => {
  const flags = readFlags(['model', 'data', 'out', 'alias', 'server', 'key'], ['model', 'data']);
  const { table, ingest } = await readFileData(flags.data!);
  const id = Object.keys(ingest.roles).find((name) => ingest.roles[name] === 'id');
  const idColumn = table.columns.find((c) => c.name === id);
  const keyOf = (row: number): string | number => (idColumn ? (levelOf(idColumn, row) ?? '') : table.rowIndex[row]!);
  let scores: ArrayLike<number>;
  if (flags.server) scores = await predictOnServer({ server: flags.server, key: flags.key, model: flags.model!, alias: flags.alias, table, keyOf: (r) => String(keyOf(r)) });
  else {
    const { predictor } = await openModel(flags.model!);
    scores = await predictor.predictTable(table);
    predictor.dispose();
  }
  const out = flags.out ? createWriteStream(flags.out) : process.stdout;
  out.write(csvLine([idColumn ? id! : 'row', 'score']));
  for (let r = 0; r < table.rows; r++) if (!out.write(csvLine([keyOf(r), scores[r]!]))) await once(out, 'drain');
  if (flags.out) {
    out.end();
    await once(out, 'finish');
    process.stderr.write(`${table.rows} rows scored, written to ${flags.out}\n`);
  }
});

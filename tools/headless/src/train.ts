// nx train bellwether --data=shop.csv --outcome=Revenue: trains from a file, or on a server, and prints what came out.
import path from 'node:path';
import { AppError, type ColumnRoles } from '@bellwether/contracts';
import { familyRegistry, type AnyTaskFamily } from '@bellwether/tasks';
import { command, readFlags } from './flags';
import { writeModelFolder } from './model-folder';
import { printMetrics } from './print-metrics';
import { readFileData } from './read-file';
import { trainOnServer } from './on-server';

const FLAGS = ['data', 'outcome', 'family', 'preset', 'params', 'ignore', 'seed', 'out', 'engine', 'experiment', 'server', 'key'] as const;

/** The target that was named, and columns left out; everything else as proposed. @throws AppError COLUMN_NOT_FOUND */
function rolesFor(proposed: ColumnRoles, target: string, ignore: string[]): ColumnRoles {
  for (const name of [target, ...ignore]) if (!(name in proposed)) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `expected a column of the file, received "${name}"`, fix: `choose from: ${Object.keys(proposed).join(', ')}` });
  const roles = Object.fromEntries(Object.entries(proposed).map(([name, role]) => [name, role === 'target' ? 'ignored' : role])) as ColumnRoles;
  return { ...roles, ...Object.fromEntries(ignore.map((name) => [name, 'ignored'])), [target]: 'target' };
}

function paramsFor(family: AnyTaskFamily, preset: string | undefined, json: string | undefined): Record<string, unknown> {
  const start = preset ? family.presets.find((p) => p.id === preset) : family.presets[0];
  if (!start && preset) throw new AppError({ code: 'PARAMS_INVALID', message: `expected a preset of ${family.id}, received "${preset}"`, fix: `choose from: ${family.presets.map((p) => p.id).join(', ')}` });
  try {
    return { ...start?.params, ...(json ? (JSON.parse(json) as object) : {}) };
  } catch (cause) {
    throw new AppError({ code: 'PARAMS_INVALID', message: `expected --params to be JSON: ${(cause as Error).message}`, fix: `for example --params '{"units": 32}'`, cause });
  }
}

await command(async () => {
  const flags = readFlags(FLAGS, ['data', 'outcome']);
  const family = flags.family ? familyRegistry.get(flags.family) : familyRegistry.list().find((f) => f.traits.target === 'binary')!;
  const given = paramsFor(family, flags.preset, flags.params);
  const seed = Number(flags.seed ?? 1);
  if (flags.server) return trainOnServer({ server: flags.server, key: flags.key, file: flags.data!, target: flags.outcome!, ignore: list(flags.ignore), familyId: family.id, params: given, seed, experiment: flags.experiment ?? 'From the command line' });

  const { table, ingest } = await readFileData(flags.data!);
  const roles = rolesFor(ingest.roles, flags.outcome!, list(flags.ignore));
  const parsed = family.params.safeParse(given);
  if (!parsed.success) throw new AppError({ code: 'PARAMS_INVALID', message: parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '), fix: 'correct the named parameters' });
  const issues = family.validate(parsed.data, { rows: table.rows, columns: ingest.columns, roles, profile: null });
  if (issues[0]) throw new AppError({ code: 'PARAMS_INVALID', message: issues.map((i) => i.message).join('; '), fix: issues[0].fix });
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  let shown = 0;
  const trained = await family.train({
    params: parsed.data, table, roles, seed, engine: flags.engine ?? null, signal: abort.signal,
    loadCheckpoint: () => Promise.resolve(null),
    saveCheckpoint: () => Promise.resolve(),
    metric: () => undefined,
    log: (level, message) => level !== 'debug' && process.stderr.write(`${message}\n`),
    progress: ({ phase, step, totalSteps }) => {
      if (process.stderr.isTTY && Date.now() - shown > 200) {
        shown = Date.now();
        process.stderr.write(`\r${phase} ${step} / ${totalSteps}   `);
      }
    },
  });
  const out = path.resolve(flags.out ?? 'model');
  await writeModelFolder(out, family.id, trained, { seed, params: parsed.data, roles });
  process.stdout.write(`\n${trained.summary.protocol}\nengine ${trained.engine.name} (${trained.engine.device})\n\n`);
  printMetrics(trained.metrics, family.metrics);
  process.stdout.write(`\nwritten to ${out}\n`);
});

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').map((s) => s.trim()).filter(Boolean);
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createBellwetherClient, bellwetherError, type BellwetherClient } from '@bellwether/api/client';
import { AppError, type ColumnRoles, type DatasetVersionId, type ErrorCode, type InputRow } from '@bellwether/contracts';
import { levelOf, type ColumnTable } from '@bellwether/features';
import { printMetrics } from './print-metrics';

type Server = { server: string; key: string | undefined };

function connect({ server, key }: Server): { client: BellwetherClient; url: string; apiKey: string } {
  const apiKey = key ?? process.env.BELLWETHER_API_KEY;
  if (!apiKey) throw new AppError({ code: 'AUTH_REQUIRED', message: 'expected an API key for the server', fix: 'give --key, or set BELLWETHER_API_KEY; keys are made in Admin, API keys' });
  const url = server.replace(/\/+$/, '');
  return { client: createBellwetherClient({ url, apiKey }), url, apiKey };
}

/** What the server refused, in its own words. */
const spoken = async <T>(work: Promise<T>): Promise<T> =>
  work.catch((e: unknown) => {
    const app = bellwetherError(e);
    throw app ? new AppError({ ...app, code: app.code as ErrorCode }) : new AppError({ code: 'DATABASE_UNAVAILABLE', message: `the server does not answer: ${(e as Error).message}`, fix: 'check --server and that Bellwether is running' });
  });

export type ServerTraining = Server & { file: string; target: string; ignore: string[]; familyId: string; params: Record<string, unknown>; seed: number; experiment: string };

/** Uploads the file (the same bytes are the same version), sets the target, launches and waits for the run. */
export async function trainOnServer(job: ServerTraining): Promise<void> {
  const { client, url, apiKey } = connect(job);
  const query = new URLSearchParams({ fileName: path.basename(job.file) });
  const sent = await fetch(`${url}/api/upload?${query}`, { method: 'POST', headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/octet-stream' }, body: await readFile(job.file) });
  const answer = (await sent.json()) as { versionId: DatasetVersionId; code?: string; message?: string; fix?: string; error?: { data?: { app?: { code: string; message: string; fix: string } } } };
  if (!sent.ok) throw new AppError({ ...(answer.error?.data?.app ?? { message: answer.message ?? 'the upload was refused', fix: answer.fix ?? 'check the file' }), code: (answer.error?.data?.app?.code ?? answer.code ?? 'INPUT_INVALID') as ErrorCode });
  let version = await spoken(client.dataset.version.query({ id: answer.versionId }));
  while (version.state === 'parsing') {
    await wait(300);
    version = await spoken(client.dataset.version.query({ id: answer.versionId }));
  }
  if (version.state === 'failed') throw new AppError({ code: 'DATA_UNREADABLE', message: version.error?.message ?? 'the file could not be read', fix: version.error?.fix ?? 'check the file' });
  const roles: ColumnRoles = { ...Object.fromEntries(Object.entries(version.roles).map(([n, r]) => [n, r === 'target' ? 'ignored' : r])), ...Object.fromEntries(job.ignore.map((n) => [n, 'ignored' as const])), [job.target]: 'target' };
  const { runIds } = await spoken(client.run.launch.mutate({ experimentName: job.experiment, familyId: job.familyId, datasetVersionId: version.id, roles, params: job.params, seed: job.seed }));
  const id = runIds[0]!;
  for (;;) {
    const run = await spoken(client.run.get.query({ id }));
    if (run.state === 'done') {
      const family = (await spoken(client.family.list.query())).find((f) => f.id === job.familyId);
      printMetrics(run.metrics, family?.metrics ?? []);
      process.stdout.write(`\nrun #${run.number}: ${url}/runs/${id}\n`);
      return;
    }
    if (run.state === 'failed' || run.state === 'cancelled') throw new AppError({ code: (run.error?.code ?? 'RUN_CANCELLED') as ErrorCode, message: run.error?.message ?? 'the run was cancelled', fix: run.error?.fix ?? 'launch it again' });
    if (run.progress && process.stderr.isTTY) process.stderr.write(`\r${run.progress.phase} ${run.progress.step} / ${run.progress.totalSteps}   `);
    await wait(500);
  }
}

export type ServerPrediction = Server & { model: string; alias: string | undefined; table: ColumnTable; keyOf: (row: number) => string };
const BATCH = 500;

/** Asks the API in batches: every row becomes a prediction with its lineage. */
export async function predictOnServer({ table, model, alias, keyOf, ...server }: ServerPrediction): Promise<Float64Array> {
  const { client } = connect(server);
  const scores = new Float64Array(table.rows);
  for (let at = 0; at < table.rows; at += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, table.rows - at) }, (_, k) => ({ key: keyOf(at + k), features: rowOf(table, at + k) }));
    const { predictions } = await spoken(client.prediction.predict.mutate({ model, ...(alias ? { alias } : {}), rows }));
    predictions.forEach((p, k) => (scores[at + k] = p.score));
  }
  return scores;
}

const rowOf = (table: ColumnTable, row: number): InputRow =>
  Object.fromEntries(table.columns.map((c) => {
    if (c.type === 'integer' || c.type === 'number') return [c.name, Number.isNaN(c.values[row]!) ? null : c.values[row]!];
    return [c.name, levelOf(c, row)];
  }));

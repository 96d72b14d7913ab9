import { modelVersionIdSchema, runIdSchema } from '@bellwether/contracts';
import { runFile, versionFile } from '@bellwether/lineage';
import { runEvents } from '@bellwether/pipeline';
import type { HttpCall, HttpRoute } from './route';
import { sendFile } from './send-file';

const FILE = { file: 'one of the files that run.artifacts names; the model as one ONNX file unless told' };
const asked = ({ url }: HttpCall): string | null => url.searchParams.get('file');

/** A file of a run, by its name in the bundle. @throws AppError NOT_FOUND, CONFLICT while there is none yet */
export const downloadRunFile: HttpRoute = {
  method: 'GET',
  path: '/api/download/run/:id',
  permission: 'run.read',
  summary: 'A file of a finished run: its model as one ONNX file with the fitted preprocessing, or another by name',
  query: FILE,
  async handle(call) {
    const { name, hash, bytes } = await runFile(call.deps, call.scope, runIdSchema.parse(call.params.id), asked(call));
    await sendFile(call.res, { name, bytes, content: call.deps.artifacts.stream(hash) });
  },
};

/** The same of a registered version, named by it. @throws AppError NOT_FOUND */
export const downloadVersionFile: HttpRoute = {
  method: 'GET',
  path: '/api/download/version/:id',
  permission: 'model.read',
  summary: 'A file of a model version: the model as one ONNX file with the fitted preprocessing, or another by name',
  query: FILE,
  async handle(call) {
    const { name, hash, bytes } = await versionFile(call.deps, call.scope, modelVersionIdSchema.parse(call.params.id), asked(call));
    await sendFile(call.res, { name, bytes, content: call.deps.artifacts.stream(hash) });
  },
};

/** The curves, parameters and metrics of a run for TensorBoard. @throws AppError NOT_FOUND */
export const downloadTensorboard: HttpRoute = {
  method: 'GET',
  path: '/api/download/tensorboard/:id',
  permission: 'run.read',
  summary: 'A run as a TensorBoard event file: every curve with its wall time, parameters, metrics, load of the machine',
  async handle({ res, params, deps, scope }) {
    const { fileName, chunks } = await runEvents(deps, scope, runIdSchema.parse(params.id));
    await sendFile(res, { name: fileName, bytes: null, content: chunks });
  },
};

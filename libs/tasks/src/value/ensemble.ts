import { AppError, type EngineInfo } from '@bellwether/contracts';
import { chooseEngine, type EngineChoice, type EngineName, type TrainingEngine } from '@bellwether/model';
import { exportFile, type ExportedFile } from '../one-file/exported-file';
import { rawColumnsOf } from '../one-file/raw-columns';
import { decodeEnsemble, encodeEnsemble } from '../rows/ensemble-checkpoint';
import type { Scorer } from '../rows/scorer';
import type { ArtifactFile, TrainContext } from '../task-family';
import type { Manifest } from './artifact';
import { weighMembers } from './blend';
import { decodeDone, encodeDone, fitMember, type Fitted } from './fit-member';
import type { Waits } from './hazard';
import { fitIntervals } from './interval';
import { membersOf, type Member } from './members';
import { composeValueGraph } from './one-file';
import type { ValueParams } from './params';
import { mean, type Prepared } from './prepare';
import { combine, combineWaits, openMember } from './scorer';

/** Progress of one model is cut into so many parts: the bar moves evenly over models of unlike length. */
const PARTS = 1000;

export type FittedMember = { member: Member; weight: number; /** of the whole, or of a baseline that stands beside it */ scorer: Scorer; /** on the rows that choose @shape [valid] */ valid: Float64Array };
export type FittedValue = {
  manifest: Manifest; files: ArtifactFile[]; scorer: Scorer; members: FittedMember[]; engine: EngineInfo; bestEpoch: number | null; warnings: string[];
  /** the whole model as one file, or why there is none */
  exported: ExportedFile | { problem: string };
  /** on the rows that choose @shape [valid] */
  valid: Float64Array;
  /** of waiting times, where a member knows when; null: none does */
  waits: Pick<Waits, 'ends' | 'survival'> | null;
};

/** Rules, trees and linear models need no tensor engine. */
const PLAIN_ENGINE: EngineInfo = { name: 'trees', version: '1', device: 'cpu', reason: 'nothing here needs a tensor engine', tried: [] };

function engineOf({ engine, tried }: EngineChoice, done: readonly Fitted[]): EngineInfo {
  const other = done.find((d) => d.engine !== null && d.engine.name !== engine.name)?.engine;
  if (!other) return { name: engine.name, version: engine.version, device: engine.device, reason: engine.reason, tried };
  return { ...other, tried: [...tried.map((t) => (t.name === engine.name ? { ...t, available: false, reason: other.reason } : t)), { name: other.name, available: true, reason: other.device }] };
}

/** The context of one model within the whole: its seed, its place on the bar, its curves by name. */
function within(context: TrainContext<ValueParams>, members: readonly Member[], index: number, finished: Uint8Array[], resume: Uint8Array | null): TrainContext<ValueParams> {
  const member = members[index]!;
  const several = members.filter((m) => !m.baseline).length > 1;
  let at = index * PARTS;
  return {
    ...context, seed: context.seed + 7919 * member.seed,
    metric: (key, step, value) => context.metric(several ? `${member.name}/${key}` : key, step, value),
    progress: (p) => {
      at = index * PARTS + (p.totalSteps > 0 ? Math.floor((PARTS * p.step) / p.totalSteps) : 0);
      context.progress({ ...p, phase: several || member.baseline ? `train ${index + 1} of ${members.length}: ${member.name}` : p.phase, step: at, totalSteps: members.length * PARTS });
    },
    log: member.baseline ? () => undefined : context.log,
    loadCheckpoint: () => Promise.resolve(resume),
    saveCheckpoint: (_, bytes) => context.saveCheckpoint(at, encodeEnsemble({ finished, current: bytes })),
  };
}

async function fitMembers(context: TrainContext<ValueParams>, prepared: Prepared, members: readonly Member[], engine: TrainingEngine | null): Promise<Fitted[]> {
  const saved = await context.loadCheckpoint();
  const before = saved === null ? { finished: [], current: null } : decodeEnsemble(saved);
  const done = before.finished.map(decodeDone);
  for (let m = done.length; m < members.length; m++) {
    if (context.signal.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled', fix: 'start it again when you want it' });
    const finished = done.map(encodeDone);
    done.push(await fitMember(within(context, members, m, finished, m === before.finished.length ? before.current : null), prepared, members[m]!, engine));
    await context.saveCheckpoint((m + 1) * PARTS, encodeEnsemble({ finished: done.map(encodeDone), current: null }));
  }
  return done;
}

/** Expected values have a unit: how far two lie apart is told in their mean. Sorted, so that the order of the rows does not reach the sum. */
const sizeOf = (said: Float64Array): number => Math.max(Number.MIN_VALUE, mean(said.map(Math.abs).sort()));

/** Trains every model of the run and the baselines beside it, weighs the members on the rows that choose, and learns how far outcomes lie around what is said. */
export async function fitEnsemble(context: TrainContext<ValueParams>, prepared: Prepared): Promise<FittedValue> {
  const { params } = context;
  const { table, y, target, view } = prepared;
  const members = membersOf(params, { negative: target.negative, waits: target.waits !== null });
  const choice = members.some((m) => m.kind === 'network') ? await chooseEngine((context.engine as EngineName | null) ?? undefined) : null;
  if (choice !== null) context.log('info', `Engine: ${choice.engine.name} ${choice.engine.version} on ${choice.engine.device} (${choice.engine.reason}).`);
  const done = await fitMembers(context, prepared, members, choice?.engine ?? null);
  const scorers = await Promise.all(done.map(({ model, bytes }) => openMember(model, () => bytes!, view, choice?.engine ?? null)));
  const valid = done.map((d) => d.valid);
  const own = members.filter((m) => !m.baseline).length;
  const weights = weighMembers(y.valid, valid.slice(0, own), target.negative);
  const weighed = weights.map((weight, m) => ({ weight, scorer: scorers[m]! }));
  const most = target.waits?.horizon ?? null;
  const said = y.valid.map((_, i) => weights.reduce((sum, weight, m) => sum + weight * valid[m]![i]!, 0));
  const [saidTotal, cameTotal] = [said.reduce((a, b) => a + b, 0), y.valid.reduce((a, b) => a + b, 0)];
  const factor = params.keepTotal && saidTotal > 0 && cameTotal > 0 ? cameTotal / saidTotal : 1;
  const scaled = said.map((v) => Math.min(most ?? Number.POSITIVE_INFINITY, v * factor));
  const scorer = combine(weighed, { factor, most });
  const exported = await exportFile(() => composeValueGraph(view, weights.map((weight, m) => ({ weight, model: done[m]!.model, bytes: done[m]!.bytes })), { factor, most }), rawColumnsOf(view), scorer, table, sizeOf);
  if ('problem' in exported) context.log('warn', `There is no single ONNX file of this model: ${exported.problem}`);
  else {
    context.log('info', `Written as one ONNX file: on ${exported.check.rows} rows it says what the model says, to ${exported.check.largestDifference!.toExponential(1)} of its mean.`);
    exported.scorer.dispose();
  }
  return {
    exported,
    manifest: {
      format: 'bellwether-value', version: 1, factor, interval: fitIntervals(y.valid, scaled, { negative: target.negative, whole: target.whole, most }),
      members: weights.map((weight, m) => ({ name: members[m]!.name, weight, model: done[m]!.model })),
    },
    files: done.slice(0, own).flatMap(({ model, bytes }) => ('file' in model ? [{ name: model.file, bytes: bytes! }] : [])),
    scorer: { ...scorer, dispose: () => { for (const s of scorers) s.dispose(); } },
    members: members.map((member, m) => ({ member, weight: m < own ? weights[m]! : 0, scorer: scorers[m]!, valid: valid[m]! })),
    engine: choice === null ? PLAIN_ENGINE : engineOf(choice, done), bestEpoch: own === 1 ? done[0]!.bestEpoch : null, warnings: [...new Set(done.flatMap((d) => d.warnings))], valid: scaled,
    waits: combineWaits(weighed),
  };
}

import { AppError, type EngineInfo } from '@bellwether/contracts';
import { chooseEngine, type EngineChoice, type EngineName, type TrainingEngine } from '@bellwether/model';
import { decodeEnsemble, encodeEnsemble } from '../rows/ensemble-checkpoint';
import type { Scorer } from '../rows/scorer';
import type { ArtifactFile, TrainContext } from '../task-family';
import type { Manifest, StoredMember } from './artifact';
import { weighMembers } from './blend';
import { fitCurve, fitHazard, type Waits } from './hazard';
import { fitIntervals } from './interval';
import { fitLinear, openLinear } from './linear';
import { membersOf, type Member } from './members';
import { fitValueNetwork, type FittedNetwork } from './network';
import type { ValueParams } from './params';
import { fitPastRate } from './past-rate';
import { mean, type Prepared } from './prepare';
import { combine, combineWaits, openMember } from './scorer';
import { fitTrees } from './trees';

/** Progress of one model is cut into so many parts: the bar moves evenly over models of unlike length. */
const PARTS = 1000;

export type FittedMember = { member: Member; weight: number; /** of the whole, or of a baseline that stands beside it */ scorer: Scorer; /** on the rows that choose @shape [valid] */ valid: Float64Array };
export type FittedValue = {
  manifest: Manifest; files: ArtifactFile[]; scorer: Scorer; members: FittedMember[]; engine: EngineInfo; bestEpoch: number | null; warnings: string[];
  /** on the rows that choose @shape [valid] */
  valid: Float64Array;
  /** of waiting times, where a member knows when; null: none does */
  waits: Pick<Waits, 'ends' | 'survival'> | null;
};

/** Rules, trees and linear models need no tensor engine. */
const PLAIN_ENGINE: EngineInfo = { name: 'trees', version: '1', device: 'cpu', reason: 'nothing here needs a tensor engine', tried: [] };

type Done = { model: StoredMember; bytes: Uint8Array | null; bestEpoch: number | null; warnings: string[]; engine: FittedNetwork['engine'] | null };

function engineOf({ engine, tried }: EngineChoice, done: readonly Done[]): EngineInfo {
  const other = done.find((d) => d.engine !== null && d.engine.name !== engine.name)?.engine;
  if (!other) return { name: engine.name, version: engine.version, device: engine.device, reason: engine.reason, tried };
  return { ...other, tried: [...tried.map((t) => (t.name === engine.name ? { ...t, available: false, reason: other.reason } : t)), { name: other.name, available: true, reason: other.device }] };
}

/** Models whose file has a head: what a resumed run needs before the manifest is written. */
const HEADED = ['hazard', 'glm-trees'] as const;
const isHeaded = (model: { kind: string }): boolean => (HEADED as readonly string[]).includes(model.kind);
const isFile = ({ kind }: Member): boolean => kind === 'trees' || kind === 'hazard' || kind === 'network';
const fileOf = ({ name, kind }: Member): string => `${name}.${kind === 'network' ? 'bin' : 'json'}`;
const finiteFloor = (floor: number): number | null => (Number.isFinite(floor) ? floor : null);
const storedFile = (member: Member, floor: number): StoredMember => (member.kind === 'trees' ? { kind: 'trees', file: fileOf(member), floor: finiteFloor(floor) } : { kind: 'network', file: fileOf(member) });
const withHead = (model: StoredMember, bytes: Uint8Array): Uint8Array => Buffer.concat([new TextEncoder().encode(`${JSON.stringify(model)}\n`), bytes]);
function splitHead(blob: Uint8Array): Done {
  const at = blob.indexOf(10);
  return { ...plain(JSON.parse(new TextDecoder().decode(blob.subarray(0, at))) as StoredMember), bytes: blob.subarray(at + 1) };
}
const plain = (model: StoredMember): Done => ({ model, bytes: null, bestEpoch: null, warnings: [], engine: null });

async function fitMember(context: TrainContext<ValueParams>, prepared: Prepared, member: Member, engine: TrainingEngine | null): Promise<Done> {
  switch (member.kind) {
    case 'constant': return plain(prepared.target.waits !== null ? fitCurve(prepared) : { kind: 'constant', mean: mean(prepared.y.train) });
    case 'rate':
    case 'gamma-poisson': {
      const model = fitPastRate(prepared, { history: member.params.history, shrink: member.kind === 'gamma-poisson' });
      if (model !== null) return plain(model);
      context.log('warn', `No numeric input could be the past of the target: the ${member.name} says the mean.`);
      return plain({ kind: 'constant', mean: mean(prepared.y.train) });
    }
    case 'glm': return plain(await fitLinear(context, prepared, member));
    case 'trees': {
      const { bytes, bestRound } = await fitTrees(context, prepared, member);
      return { ...plain(storedFile(member, prepared.floor)), bytes, bestEpoch: bestRound };
    }
    case 'glm-trees': {
      const linear = await fitLinear(context, prepared, { ...member, baseline: true });
      const scorer = openLinear(linear, prepared.view);
      const base = { train: await scorer.score(prepared.table, prepared.parts.train), valid: await scorer.score(prepared.table, prepared.parts.valid) };
      const { bytes, bestRound } = await fitTrees(context, prepared, member, base);
      return { ...plain({ kind: 'glm-trees', linear, file: fileOf(member) }), bytes, bestEpoch: bestRound };
    }
    case 'hazard': {
      const { bytes, bestRound, ends } = await fitHazard(context, prepared, member);
      return { ...plain({ kind: 'hazard', file: fileOf(member), ends }), bytes, bestEpoch: bestRound };
    }
    case 'network': {
      const { bytes, bestEpoch, warnings, engine: ran } = await fitValueNetwork(context, prepared, member, engine!);
      return { model: storedFile(member, prepared.floor), bytes, bestEpoch, warnings, engine: ran };
    }
  }
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

const blobOf = (done: Done): Uint8Array => (isHeaded(done.model) ? withHead(done.model, done.bytes!) : done.bytes) ?? new TextEncoder().encode(JSON.stringify(done.model));

/** A member that an earlier attempt had finished. */
const finishedOf = (bytes: Uint8Array, member: Member, floor: number): Done => (isFile(member) ? { ...plain(storedFile(member, floor)), bytes } : plain(JSON.parse(new TextDecoder().decode(bytes)) as StoredMember));

async function fitMembers(context: TrainContext<ValueParams>, prepared: Prepared, members: readonly Member[], engine: TrainingEngine | null): Promise<Done[]> {
  const saved = await context.loadCheckpoint();
  const before = saved === null ? { finished: [], current: null } : decodeEnsemble(saved);
  const done = before.finished.map((bytes, m): Done => (isHeaded(members[m]!) ? splitHead(bytes) : finishedOf(bytes, members[m]!, prepared.floor)));
  for (let m = done.length; m < members.length; m++) {
    if (context.signal.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled', fix: 'start it again when you want it' });
    const finished = done.map(blobOf);
    done.push(await fitMember(within(context, members, m, finished, m === before.finished.length ? before.current : null), prepared, members[m]!, engine));
    await context.saveCheckpoint((m + 1) * PARTS, encodeEnsemble({ finished: done.map(blobOf), current: null }));
  }
  return done;
}

/** Trains every model of the run and the baselines beside it, weighs the members on the rows that choose, and learns how far outcomes lie around what is said. */
export async function fitEnsemble(context: TrainContext<ValueParams>, prepared: Prepared): Promise<FittedValue> {
  const { params } = context;
  const { table, parts, y, target, view } = prepared;
  const members = membersOf(params, { negative: target.negative, waits: target.waits !== null });
  const choice = members.some((m) => m.kind === 'network') ? await chooseEngine((context.engine as EngineName | null) ?? undefined) : null;
  if (choice !== null) context.log('info', `Engine: ${choice.engine.name} ${choice.engine.version} on ${choice.engine.device} (${choice.engine.reason}).`);
  const done = await fitMembers(context, prepared, members, choice?.engine ?? null);
  const scorers = await Promise.all(done.map(({ model, bytes }) => openMember(model, () => bytes!, view, choice?.engine ?? null)));
  const valid = await Promise.all(scorers.map((s) => s.score(table, parts.valid)));
  const own = members.filter((m) => !m.baseline).length;
  const weights = weighMembers(y.valid, valid.slice(0, own), target.negative);
  const raw = combine(weights.map((weight, m) => ({ weight, scorer: scorers[m]! })), 1);
  const said = await raw.score(table, parts.valid);
  const [saidTotal, cameTotal] = [said.reduce((a, b) => a + b, 0), y.valid.reduce((a, b) => a + b, 0)];
  const factor = params.keepTotal && saidTotal > 0 && cameTotal > 0 ? cameTotal / saidTotal : 1;
  const scaled = said.map((v) => v * factor);
  return {
    manifest: {
      format: 'bellwether-value', version: 1, factor, interval: fitIntervals(y.valid, scaled, { negative: target.negative, whole: target.whole, most: target.waits?.horizon ?? null }),
      members: weights.map((weight, m) => ({ name: members[m]!.name, weight, model: done[m]!.model })),
    },
    files: done.slice(0, own).flatMap(({ model, bytes }) => ('file' in model ? [{ name: model.file, bytes: bytes! }] : [])),
    scorer: { ...combine(weights.map((weight, m) => ({ weight, scorer: scorers[m]! })), factor), dispose: () => { for (const s of scorers) s.dispose(); } },
    members: members.map((member, m) => ({ member, weight: m < own ? weights[m]! : 0, scorer: scorers[m]!, valid: valid[m]! })),
    engine: choice === null ? PLAIN_ENGINE : engineOf(choice, done), bestEpoch: own === 1 ? done[0]!.bestEpoch : null, warnings: [...new Set(done.flatMap((d) => d.warnings))], valid: scaled,
    waits: combineWaits(weights.map((weight, m) => ({ weight, scorer: scorers[m]! }))),
  };
}

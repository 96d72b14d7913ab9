import type { EngineInfo } from '@bellwether/contracts';
import { fitView, type FittedView } from '@bellwether/features';
import { chooseEngine, encodeOnnx, type EngineChoice, type EngineName, type TrainingEngine } from '@bellwether/model';
import { calibrate, fitCalibration } from '../binary/calibration';
import { greedyBlend } from '../binary/greedy-blend';
import { exportFile, type ExportedFile } from '../one-file/exported-file';
import { rawColumnsOf } from '../one-file/raw-columns';
import { decodeEnsemble, encodeEnsemble } from '../rows/ensemble-checkpoint';
import type { ArtifactFile, TrainContext } from '../task-family';
import type { Manifest } from './artifact';
import { foldOfRows } from './folds';
import { membersOf, viewSpecOf, type Member } from './members';
import { fitPropensityNetwork, networkGraph, type FittedNetwork } from './network';
import { composeGraph, type ExportedModel } from './one-file';
import type { PropensityParams } from './params';
import { openModel } from './predict';
import type { Prepared } from './prepare';
import { combine, type Scorer } from './scorer';
import { fitPropensityTrees } from './trees';

/** Progress of one model is cut into so many parts: the bar moves evenly over models of unlike length. */
const PARTS = 1000;

export type MemberEvidence = { name: string; models: number; weight: number; score: Float64Array };

export type FittedModel = {
  manifest: Manifest;
  files: ArtifactFile[];
  /** the whole model as one file, or why there is none */
  exported: ExportedFile | { problem: string };
  /** trained models behind one score */
  models: number;
  view: FittedView;
  /** of members whose recipe asks for another, by file */
  views: Map<string, FittedView>;
  scorer: Scorer;
  engine: EngineInfo;
  bestEpoch: number | null;
  warnings: string[];
  /** positions of the rows whose labels the models have seen */
  fittedRows: Int32Array;
  /** predictions of rows by models that did not train on them: they choose the threshold @shape [rows] */
  unseen: { rows: Int32Array; y: Float64Array; score: Float64Array };
  members: MemberEvidence[];
};

/** Boosted trees need no tensor engine: they run in this process, their inner loop in WebAssembly. */
const TREE_ENGINE: EngineInfo = { name: 'trees', version: '1', device: 'cpu', reason: 'boosted trees need no tensor engine', tried: [] };

/** The engine that was chosen; where a network could not be compiled, the one it fell back to, and why. */
function engineOf({ engine, tried }: EngineChoice, done: readonly Done[]): EngineInfo {
  const other = done.find((d) => d.engine !== null && d.engine.name !== engine.name)?.engine;
  if (!other) return { name: engine.name, version: engine.version, device: engine.device, reason: engine.reason, tried };
  return { ...other, tried: [...tried.map((t) => (t.name === engine.name ? { ...t, available: false, reason: other.reason } : t)), { name: other.name, available: true, reason: other.device }] };
}

type Unit = { member: Member; bag: number; file: string; kind: 'network' | 'trees'; prepared: Prepared };
type Done = { bytes: Uint8Array; bestEpoch: number | null; warnings: string[]; /** what ran it; null for trees, and where a resumed run finished it before */ engine: FittedNetwork['engine'] | null };

const single = (members: Member[]): boolean => members.length === 1 && members[0]!.bags === 1;

/** Training and validation rows together, ascending by source row. */
function developmentRows({ table, parts, target }: Prepared): { rows: Int32Array; y: Float64Array } {
  const rows = Int32Array.from([...parts.train, ...parts.valid]).sort((a, b) => table.rowIndex[a]! - table.rowIndex[b]!);
  return { rows, y: Float64Array.from(rows, (i) => target.y[i]!) };
}

function unitsOf(members: Member[], context: TrainContext<PropensityParams>, given: Prepared): Unit[] {
  const development = developmentRows(given);
  const views = new Map<string, FittedView>();
  return members.flatMap((member) => {
    const prepared = { ...given, view: viewOf(member, context, given, development.rows, views) };
    const kind = member.params.model === 'gbdt' ? 'trees' : 'network';
    const file = (bag: number): string => `${member.name}-${bag + 1}.${kind === 'trees' ? 'json' : 'bin'}`;
    if (member.bags === 1) return [{ member, bag: 0, file: file(0), kind, prepared } satisfies Unit];
    const fold = foldOfRows(prepared.table, development.rows, development.y, member.bags, context.params, context.roles);
    return Array.from({ length: member.bags }, (_, bag): Unit => {
      const side = (inside: boolean): Int32Array => development.rows.filter((_row, r) => (fold[r] === bag) === inside);
      const parts = { ...prepared.parts, train: side(false), valid: side(true) };
      const labels = (rows: Int32Array): Float64Array => Float64Array.from(rows, (i) => prepared.target.y[i]!);
      return { member, bag, file: file(bag), kind, prepared: { ...prepared, parts, y: { ...prepared.y, train: labels(parts.train), valid: labels(parts.valid) } } };
    });
  });
}

/** Fitted on all rows that train: the training part, or for folds the validation part too. Members with one specification share it. */
function viewOf(member: Member, { roles }: TrainContext<PropensityParams>, { table, parts }: Prepared, development: Int32Array, known: Map<string, FittedView>): FittedView {
  const spec = viewSpecOf(member.params);
  const key = JSON.stringify([spec, member.bags > 1]);
  const view = known.get(key) ?? fitView(spec, table, roles, member.bags > 1 ? development : parts.train);
  known.set(key, view);
  return view;
}

/** The context of one model within the whole: its own parameters and seed, its place on the bar, its curves by name. */
function within(context: TrainContext<PropensityParams>, unit: Unit, index: number, total: number, finished: Uint8Array[], resume: Uint8Array | null): TrainContext<PropensityParams> {
  if (total === 1) return { ...context, params: unit.member.params };
  let at = index * PARTS;
  return {
    ...context, params: unit.member.params, seed: context.seed + 7919 * unit.member.seed + 104_729 * unit.bag,
    // the curves of the first fold stand for those of the others
    metric: (key, step, value) => { if (unit.bag === 0) context.metric(`${unit.member.name}/${key}`, step, value); },
    progress: (p) => {
      at = index * PARTS + (p.totalSteps > 0 ? Math.floor((PARTS * p.step) / p.totalSteps) : 0);
      context.progress({ phase: `train ${index + 1} of ${total}: ${unit.member.name}`, step: at, totalSteps: total * PARTS });
    },
    loadCheckpoint: () => Promise.resolve(resume),
    saveCheckpoint: (_, bytes) => context.saveCheckpoint(at, encodeEnsemble({ finished, current: bytes })),
  };
}

async function fitUnit(context: TrainContext<PropensityParams>, unit: Unit, engine: TrainingEngine | null): Promise<Done> {
  if (unit.kind === 'network') return fitPropensityNetwork(context, unit.prepared, engine!);
  const { bytes, bestRound } = await fitPropensityTrees(context, unit.prepared);
  return { bytes, bestEpoch: bestRound, warnings: [], engine: null };
}

async function fitUnits(context: TrainContext<PropensityParams>, units: Unit[], engine: TrainingEngine | null): Promise<Done[]> {
  if (units.length === 1) return [await fitUnit(within(context, units[0]!, 0, 1, [], null), units[0]!, engine)];
  const saved = await context.loadCheckpoint();
  const before = saved === null ? { finished: [], current: null } : decodeEnsemble(saved);
  const done = before.finished.map((bytes): Done => ({ bytes, bestEpoch: null, warnings: [], engine: null }));
  for (let u = done.length; u < units.length; u++) {
    const finished = done.map((d) => d.bytes);
    done.push(await fitUnit(within(context, units[u]!, u, units.length, finished, u === before.finished.length ? before.current : null), units[u]!, engine));
    await context.saveCheckpoint((u + 1) * PARTS, encodeEnsemble({ finished: done.map((d) => d.bytes), current: null }));
  }
  return done;
}

const viewName = (member: Member): string => `view-${member.name}.json`;

/** Networks as graphs for the file of the whole model; a message where one of them cannot be said in ONNX. */
async function graphsOf(units: Unit[], done: Done[]): Promise<(ExportedModel | null)[] | { problem: string }> {
  const models: (ExportedModel | null)[] = [];
  for (const [u, { kind }] of units.entries()) {
    try {
      models.push(kind === 'trees' ? { kind, bytes: done[u]!.bytes } : { kind, ...(await networkGraph(done[u]!.bytes)) });
    } catch (e) {
      return { problem: e instanceof Error ? e.message : String(e) };
    }
  }
  return models;
}

/** For scoring rows during the run: through ONNX Runtime where it is there, it needs no compilation for each number of rows. */
async function openTrained(unit: Unit, { bytes }: Done, model: ExportedModel | null): Promise<Scorer> {
  const { view } = unit.prepared;
  if (model?.kind === 'network') return openModel(unit.kind, bytes, { onnx: encodeOnnx(model.graph) }, view).catch(() => openModel(unit.kind, bytes, null, view));
  return openModel(unit.kind, bytes, null, view);
}

/** One fitted model, opened again and again: an ensemble of dozens would otherwise be in memory at once. */
const lazily = (open: () => Promise<Scorer>): Scorer => ({
  async score(table, rows) {
    const scorer = await open();
    try {
      return await scorer.score(table, rows);
    } finally {
      scorer.dispose();
    }
  },
  parameters: 0, dispose: () => undefined,
});

/**
 * The rows that weigh the members, calibrate and choose the threshold. In a split by time only the newest of them:
 * what comes next resembles last month more than last year.
 */
function choosingRows(params: PropensityParams, { parts, y }: Prepared, unseen: { rows: Int32Array; y: Float64Array }): { rows: Int32Array; y: Float64Array } {
  return params.split.method === 'time' ? { rows: parts.valid, y: y.valid } : unseen;
}

/** Each row scored by the models that did not train on it. */
async function unseenScores(units: Unit[], scorers: Scorer[], members: Member[], rows: Int32Array): Promise<Float64Array[]> {
  const place = new Map(Array.from(rows, (row, r) => [row, r]));
  const scores = members.map(() => new Float64Array(rows.length));
  for (const [u, unit] of units.entries()) {
    const held = unit.prepared.parts.valid;
    const predicted = await scorers[u]!.score(unit.prepared.table, held);
    const mine = scores[members.indexOf(unit.member)]!;
    held.forEach((row, k) => {
      const at = place.get(row);
      if (at !== undefined) mine[at] = predicted[k]!;
    });
  }
  return scores;
}

/** Trains every model of the run, weighs the members by their unseen rows, and calibrates. @throws AppError RUN_CANCELLED, MODEL_DIVERGED */
export async function fitEnsemble(context: TrainContext<PropensityParams>, given: Prepared): Promise<FittedModel> {
  const { params } = context;
  const members = membersOf(params);
  const development = developmentRows(given);
  const alone = single(members);
  const units = unitsOf(members, context, given);
  const { view } = units[0]!.prepared;
  const choice = units.some((u) => u.kind === 'network') ? await chooseEngine((context.engine as EngineName | null) ?? undefined) : null;
  if (choice !== null) context.log('info', `Engine: ${choice.engine.name} ${choice.engine.version} on ${choice.engine.device} (${choice.engine.reason}).`);
  const done = await fitUnits(context, units, choice?.engine ?? null);
  const graphs = await graphsOf(units, done);
  const scorers = await Promise.all(units.map((unit, u) => openTrained(unit, done[u]!, 'problem' in graphs ? null : graphs[u]!)));
  const { rows, y } = choosingRows(params, given, alone ? { rows: given.parts.valid, y: given.y.valid } : development);
  const scores = await unseenScores(units, scorers, members, rows);
  const weights = members.length === 1 ? [1] : greedyBlend(y, scores);
  const raw = y.map((_, i) => Math.min(1, weights.reduce((sum, w, m) => sum + w * scores[m]![i]!, 0)));
  const calibration = params.calibration === 'none' ? null : fitCalibration(params.calibration, y, raw);
  const grouped = members.map((member, m) => ({ member, weight: weights[m]!, at: [...units.keys()].filter((u) => units[u]!.member === member) }));
  const together = (models: readonly Scorer[]): Scorer => combine(grouped.map((g) => ({ weight: g.weight, models: g.at.map((u) => models[u]!) })), calibration);
  const ownView = (at: number[]): FittedView | undefined => (units[at[0]!]!.prepared.view === view ? undefined : units[at[0]!]!.prepared.view);
  const exported = 'problem' in graphs ? graphs : await exportFile(
    () => composeGraph(grouped.map((g) => ({ weight: g.weight, view: units[g.at[0]!]!.prepared.view, models: g.at.map((u) => graphs[u]!) })), calibration), rawColumnsOf(view),
    // the models as the engine that trained them computes them
    { ...together(units.map((unit, u) => lazily(() => openModel(unit.kind, done[u]!.bytes, choice, unit.prepared.view)))), parameters: together(scorers).parameters }, given.table,
  );
  if ('problem' in exported) context.log('warn', `There is no single ONNX file of this model, it is served by the training engine: ${exported.problem}`);
  else {
    context.log('info', `Written as one ONNX file: on ${exported.check.rows} rows it scores as the training engine does, to ${exported.check.largestDifference!.toExponential(1)}.`);
    for (const s of scorers) s.dispose();
  }
  return {
    manifest: {
      format: 'bellwether-propensity', version: 1, calibration,
      members: grouped.map((g) => ({ name: g.member.name, weight: g.weight, ...(ownView(g.at) === undefined ? {} : { view: viewName(g.member) }), models: g.at.map((u) => ({ kind: units[u]!.kind, file: units[u]!.file })) })),
    },
    exported, files: units.map((unit, u) => ({ name: unit.file, bytes: done[u]!.bytes })), models: units.length,
    view, views: new Map(grouped.flatMap((g) => (ownView(g.at) === undefined ? [] : [[viewName(g.member), ownView(g.at)!] as const]))), scorer: 'problem' in exported ? together(scorers) : exported.scorer,
    engine: choice === null ? TREE_ENGINE : engineOf(choice, done),
    bestEpoch: alone ? done[0]!.bestEpoch : null, warnings: [...new Set(done.flatMap((d) => d.warnings))],
    fittedRows: alone ? given.parts.train : development.rows,
    unseen: { rows, y, score: calibration === null ? raw : raw.map((p) => calibrate(calibration, p)) },
    members: grouped.map((g, m) => ({ name: g.member.name, models: g.at.length, weight: g.weight, score: scores[m]! })),
  };
}

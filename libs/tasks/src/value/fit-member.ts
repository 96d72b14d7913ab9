import type { TrainingEngine } from '@bellwether/model';
import type { TrainContext } from '../task-family';
import type { StoredMember } from './artifact';
import { fitCurve, fitHazard } from './hazard';
import { fitLinear, openLinear } from './linear';
import type { Member } from './members';
import { fitValueNetwork, type FittedNetwork } from './network';
import type { ValueParams } from './params';
import { fitPastRate } from './past-rate';
import { mean, whole, type Prepared } from './prepare';
import { openMember } from './scorer';
import { fitTrees } from './trees';
import { fitWeibull } from './weibull';

/** What the rows that choose have chosen: with it a model is trained again on all rows but those that judge. */
type Choice = { trees?: number; lambda?: number; shape?: number; ends?: number[] };
type Trained = { model: StoredMember; bytes: Uint8Array | null; bestEpoch: number | null; warnings: string[]; engine: FittedNetwork['engine'] | null; choice: Choice };

/** One model of the run. */
export type Fitted = Omit<Trained, 'choice'> & { /** what was said of the rows that choose before any model had trained on them @shape [valid] */ valid: Float64Array };

const fileOf = ({ name, kind }: Member): string => `${name}.${kind === 'network' ? 'bin' : 'json'}`;
const plain = (model: StoredMember, choice: Choice = {}): Trained => ({ model, bytes: null, bestEpoch: null, warnings: [], engine: null, choice });

async function fitOnce(context: TrainContext<ValueParams>, prepared: Prepared, member: Member, engine: TrainingEngine | null, chosen: Choice | null): Promise<Trained> {
  switch (member.kind) {
    case 'constant': {
      if (prepared.target.waits === null) return plain({ kind: 'constant', mean: mean(prepared.y.train) });
      const curve = fitCurve(prepared, chosen?.ends);
      return plain(curve, { ends: curve.ends });
    }
    case 'rate':
    case 'gamma-poisson': {
      const model = fitPastRate(prepared, { history: member.params.history, shrink: member.kind === 'gamma-poisson' });
      if (model !== null) return plain(model);
      context.log('warn', `No numeric input could be the past of the target: the ${member.name} says the mean.`);
      return plain({ kind: 'constant', mean: mean(prepared.y.train) });
    }
    case 'glm': {
      const { model, lambda } = await fitLinear(context, prepared, member, chosen?.lambda ?? null);
      return plain(model, { lambda });
    }
    case 'weibull': {
      const { model, ...choice } = await fitWeibull(context, prepared, member, chosen === null ? null : { lambda: chosen.lambda!, shape: chosen.shape!, ends: chosen.ends! });
      return plain(model, choice);
    }
    case 'trees': {
      const { bytes, bestRound, trees } = await fitTrees(context, prepared, member, { base: null, trees: chosen?.trees ?? null });
      return { ...plain({ kind: 'trees', file: fileOf(member), floor: Number.isFinite(prepared.floor) ? prepared.floor : null }, { trees }), bytes, bestEpoch: bestRound };
    }
    case 'glm-trees': {
      const { model: linear, lambda } = await fitLinear(context, prepared, { ...member, baseline: true }, chosen?.lambda ?? null);
      const scorer = openLinear(linear, prepared.view);
      const base = { train: await scorer.score(prepared.table, prepared.parts.train), valid: await scorer.score(prepared.table, prepared.parts.valid) };
      const { bytes, bestRound, trees } = await fitTrees(context, prepared, member, { base, trees: chosen?.trees ?? null });
      return { ...plain({ kind: 'glm-trees', linear, file: fileOf(member) }, { lambda, trees }), bytes, bestEpoch: bestRound };
    }
    case 'hazard': {
      const { bytes, bestRound, trees, ends } = await fitHazard(context, prepared, member, chosen === null ? null : { trees: chosen.trees!, ends: chosen.ends! });
      return { ...plain({ kind: 'hazard', file: fileOf(member), ends }, { trees, ends }), bytes, bestEpoch: bestRound };
    }
    case 'network': {
      const { bytes, bestEpoch, warnings, engine: ran } = await fitValueNetwork(context, prepared, member, engine!);
      return { ...plain({ kind: 'network', file: fileOf(member) }), bytes, bestEpoch, warnings, engine: ran };
    }
  }
}

/** The second training has no curve and no checkpoint of its own: it is short, and a run that is killed in it resumes at the end of the first. */
const again = (context: TrainContext<ValueParams>): TrainContext<ValueParams> => ({ ...context, metric: () => undefined, progress: () => undefined, log: () => undefined, loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve() });

/**
 * Trains a model on the training rows, lets the rows that choose say when to stop and how much to shrink, and, with `refit`, trains it again on both with what was chosen:
 * in a split by time the rows that choose are the newest, and to leave them out costs more than most models differ by.
 * Networks keep their first training: when to stop is not the same number of epochs on other rows.
 * @throws AppError naming what is wrong with the parameters; RUN_CANCELLED; MODEL_DIVERGED
 */
export async function fitMember(context: TrainContext<ValueParams>, prepared: Prepared, member: Member, engine: TrainingEngine | null): Promise<Fitted> {
  const { choice, ...first } = await fitOnce(context, prepared, member, engine, null);
  const scorer = await openMember(first.model, () => first.bytes!, prepared.view, engine);
  try {
    const valid = await scorer.score(prepared.table, prepared.parts.valid);
    if (!context.params.refit || member.kind === 'network') return { ...first, valid };
    const { model, bytes } = await fitOnce(again(context), whole(prepared), member, engine, choice);
    return { ...first, model, bytes, valid };
  } finally {
    scorer.dispose();
  }
}

/** A finished model in a checkpoint: a line that says what it is, what it said of the rows that choose, and its file. */
export function encodeDone({ model, bytes, valid }: Fitted): Uint8Array {
  return Buffer.concat([new TextEncoder().encode(`${JSON.stringify({ model, rows: valid.length, file: bytes !== null })}\n`), new Uint8Array(valid.buffer, valid.byteOffset, valid.byteLength), bytes ?? new Uint8Array(0)]);
}

export function decodeDone(blob: Uint8Array): Fitted {
  const at = blob.indexOf(10) + 1;
  const { model, rows, file } = JSON.parse(new TextDecoder().decode(blob.subarray(0, at))) as { model: StoredMember; rows: number; file: boolean };
  // a copy begins at a multiple of eight, as an array of doubles must; the slice of a Buffer is none
  const valid = new Float64Array(Uint8Array.from(blob.subarray(at, at + 8 * rows)).buffer);
  return { model, bytes: file ? Uint8Array.from(blob.subarray(at + 8 * rows)) : null, bestEpoch: null, warnings: [], engine: null, valid };
}

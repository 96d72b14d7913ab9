import type { RouterOutputs } from '@bellwether/api';
import type { EntityKind, PredictionTask, SnapshotPart, TaskTarget } from '@bellwether/contracts';

export type TaskListRow = RouterOutputs['tasks']['list'][number];
export type TaskDetail = RouterOutputs['tasks']['get'];
export type TaskProposal = RouterOutputs['tasks']['propose'][number];
export type Preview = RouterOutputs['tasks']['preview'];
export type Snapshot = Preview['snapshots'][number];
export type TrainingTable = RouterOutputs['tasks']['tables'][number];
export type EventLog = RouterOutputs['events']['logs'][number];
export type ProposedFeature = RouterOutputs['features']['propose'][number];
export type FeatureSetRow = RouterOutputs['features']['sets'][number];

/** What is being written: not kept until it is saved. */
export type TaskDraft = { name: string; description: string; spec: PredictionTask };

/** Kinds whose rows belong to an entity, and can so be foretold or counted for it. */
export const KINDS_OF: Readonly<Record<PredictionTask['entity'], readonly EntityKind[]>> = {
  customer: ['order_line', 'session_event', 'return', 'review', 'payment', 'promotion_exposure'],
  product: ['order_line', 'return', 'review', 'session_event', 'stock_level'],
  session: ['order_line', 'session_event'],
};

/** Colour and pattern of a part: dashes tell those apart that colour alone would not. */
export const PART_COLOUR: Readonly<Record<SnapshotPart, string>> = { train: 'var(--cat-1)', tune: 'var(--cat-6)', test: 'var(--cat-2)', purged: 'var(--line-strong)', immature: 'var(--line-strong)' };

/** The yes/no question nearest to a number: whether there is any within the horizon, or whether a sum exceeds what is usual. Null where it is one already. */
export function yesNoTarget(target: TaskTarget, usual: number | null): TaskTarget | null {
  const { of, where } = target;
  if (target.kind === 'count' || target.kind === 'time_to_event') return { kind: 'any', of, where, atLeast: 1 };
  if (target.kind === 'sum' && target.above === null) return { ...target, above: usual === null ? 0 : Number(usual.toPrecision(2)) };
  return null;
}

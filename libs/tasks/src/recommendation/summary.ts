import { createHash } from 'node:crypto';
import type { ModelSignature, RunSummaryData } from '@bellwether/contracts';
import type { TrainContext } from '../task-family';
import { columnWithRole } from '../task-family';
import type { EventLog } from './events';
import type { FittedAll } from './fit-network-member';
import { parametersOf } from './members/simple-members';
import type { Work } from './work';
import type { ModelState } from './model-state';
import type { RecommendationParams } from './params';

/** A caller names a customer; what is known of them is in the model, and what happened since goes through the question `recommend`. */
export function signatureOf({ roles, table }: TrainContext<RecommendationParams>, log: EventLog): ModelSignature {
  const id = columnWithRole(roles, 'id')!;
  return {
    inputs: [{ name: id, type: table.columns.find((c) => c.name === id)!.type, role: 'id', required: true, min: null, max: null, levels: null, example: log.customerKeys[0]! }],
    output: { kind: 'ranking', name: columnWithRole(roles, 'item')!, positiveValue: null, threshold: null },
  };
}

export function summaryOf({ log, split }: Work, fitted: FittedAll, state: ModelState): RunSummaryData {
  const parameters = [...fitted.simple.values()].reduce((n, s) => n + parametersOf(s), fitted.network?.parameters ?? 0);
  return {
    rows: { train: split.fit.item.length, valid: split.valid.customer.length, test: split.test.customer.length, dropped: log.dropped.missing + log.dropped.repeated + log.dropped.otherKind },
    baseRate: null, features: [state.columns.id, state.columns.item, state.columns.time, ...(state.columns.event ? [state.columns.event] : []), ...state.attributes.categories.map((c) => c.name)],
    importance: [], bestEpoch: fitted.network?.bestEpoch ?? null, parameterCount: parameters,
    protocol: `${split.protocol.charAt(0).toUpperCase()}${split.protocol.slice(1)}${split.repeats > 0 ? ` ${split.repeats} lists are left out: all that came next was in the removed history.` : ''}`,
  };
}

/** Of what decides how a row is read: columns, kinds of event, and the catalogue. */
export const viewHashOf = ({ columns, options, itemKeys }: ModelState): string => createHash('sha256').update(JSON.stringify({ columns, foresee: options.foresee, ignore: options.ignore, itemKeys })).digest('hex');

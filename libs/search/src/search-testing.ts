// For tests and benches only: functions whose best is known, and a search over them without a database.
import type { Sampler, SearchParameter, SearchPoint } from '@bellwether/contracts';
import type { PastTrial } from './history';
import { propose } from './propose';
import { openSpace } from './space';

/** A network or a forest, each with parameters of its own: the shape that conditional searches have. */
export const CONDITIONAL_SPACE: SearchParameter[] = [
  { kind: 'choice', path: 'model', values: ['network', 'forest', 'line'] },
  { kind: 'float', path: 'rate', low: 1e-5, high: 1, log: true, when: { model: ['network', 'line'] } },
  { kind: 'integer', path: 'units', low: 4, high: 512, log: true, when: { model: ['network'] } },
  { kind: 'float', path: 'dropout', low: 0, high: 0.8, log: false, when: { model: ['network'] } },
  { kind: 'integer', path: 'leaves', low: 2, high: 128, log: true, when: { model: ['forest'] } },
  { kind: 'float', path: 'shrinkage', low: 0.001, high: 1, log: true, when: { model: ['forest'] } },
];

const decades = (value: number, best: number): number => Math.log10(value / best) ** 2;

/** Smallest, 0, for a network of rate 0.003, 64 units and dropout 0.3; a forest reaches 0.1, a line 0.4. */
export function conditionalLoss(p: SearchPoint): number {
  const n = p as Record<string, number>;
  if (p.model === 'network') return decades(n.rate!, 0.003) + 0.5 * decades(n.units!, 64) + 2 * (n.dropout! - 0.3) ** 2;
  if (p.model === 'forest') return 0.1 + decades(n.shrinkage!, 0.05) + 0.5 * decades(n.leaves!, 16);
  return 0.4 + decades(n.rate!, 0.01);
}

/** `trials` trials one after another, `open` of them always still running when the next is proposed. */
export function runSearch(parameters: SearchParameter[], loss: (point: SearchPoint) => number, options: { sampler: Sampler; seed: number; trials: number; open?: number }): PastTrial[] {
  const space = openSpace(parameters);
  const history: PastTrial[] = [];
  for (let number = 1; number <= options.trials; number++) {
    const proposal = propose({ space, sampler: options.sampler, seed: options.seed, number, history });
    if (proposal.kind !== 'point') break;
    history.push({ number, point: proposal.point, state: 'open', loss: null });
    const ending = history[history.length - 1 - (options.open ?? 0)];
    if (ending) Object.assign(ending, { state: 'done', loss: loss(ending.point) });
  }
  return history;
}

export const bestLoss = (history: readonly PastTrial[]): number => Math.min(...history.map((t) => t.loss ?? Infinity));

import type { SearchPoint } from '@bellwether/contracts';

/** A trial as the samplers see it. The smaller the loss the better; a pruned one is judged by the last rung that it reached. */
export type PastTrial = {
  number: number;
  point: SearchPoint;
  state: 'open' | 'done' | 'pruned' | 'failed';
  /** of a trial that is done: the objective, turned so that smaller is better */
  loss: number | null;
  /** of a pruned one: how far it came and how it stood there */
  rung?: { rung: number; loss: number };
};

/** An objective turned so that smaller is better. */
export const lossOf = (value: number, direction: 'maximise' | 'minimise'): number => (direction === 'maximise' ? -value : value);

/**
 * Best first: trials that are done by their loss, then pruned ones, the further they came the better. What failed or still runs is not
 * among them.
 */
export function ranked(history: readonly PastTrial[]): PastTrial[] {
  const done = history.filter((t) => t.state === 'done' && t.loss !== null).sort((a, b) => a.loss! - b.loss! || a.number - b.number);
  const pruned = history.filter((t) => t.state === 'pruned' && t.rung !== undefined).sort((a, b) => b.rung!.rung - a.rung!.rung || a.rung!.loss - b.rung!.loss || a.number - b.number);
  return [...done, ...pruned];
}

/** The best so far after each trial that is done, in the order given. @param better true where the first beats the second */
export function bestSoFar<T>(items: readonly T[], valueOf: (item: T) => number | null, direction: 'maximise' | 'minimise'): { item: T; value: number; best: number; improves: boolean }[] {
  let best: number | null = null;
  return items.flatMap((item) => {
    const value = valueOf(item);
    if (value === null) return [];
    const improves = best === null || lossOf(value, direction) < lossOf(best, direction);
    if (improves) best = value;
    return [{ item, value, best: best!, improves }];
  });
}

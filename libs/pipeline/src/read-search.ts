import type { SearchId, SearchPoint, SearchRow, SearchSpec, SearchTrial } from '@bellwether/contracts';
import { getSearch, type Deps, type Scope } from '@bellwether/lineage';
import { bestSoFar, lossOf, openSpace, parameterImportance, paretoFront, type ParameterImportance } from '@bellwether/search';

export type SearchView = SearchRow & {
  /** the space as it is searched, parents first */
  space: SearchSpec['space'];
  trials: SearchTrial[];
  /** after each trial that is done, in the order they ended */
  progress: { trial: number; finishedAt: Date; value: number; best: number; improves: boolean }[];
  /** empty until enough trials are done */
  importance: ParameterImportance[];
  /** numbers of the trials that no other beats: by quality and training cost, by quality and latency */
  pareto: { cost: number[]; latency: number[] };
};

/** A search with all that its page draws. @throws AppError NOT_FOUND */
export async function readSearchView(deps: Deps, scope: Scope, id: SearchId): Promise<SearchView> {
  const { row, spec, trials } = await getSearch(deps.db, scope, id);
  const space = openSpace(spec.space);
  const done = trials.filter((t) => t.state === 'done' && t.objective !== null);
  const inTime = [...done].sort((a, b) => a.finishedAt!.getTime() - b.finishedAt!.getTime());
  const loss = (t: SearchTrial): number => lossOf(t.objective!, row.direction);
  const front = (cost: (t: SearchTrial) => number | null): number[] => paretoFront(done.map((t) => [loss(t), cost(t)])).map((i) => done[i]!.number);
  return {
    ...row,
    space: [...space.parameters],
    trials,
    progress: bestSoFar(inTime, (t) => t.objective, row.direction).map(({ item, ...rest }) => ({ trial: item.number, finishedAt: item.finishedAt!, ...rest })),
    importance: parameterImportance(space, done.map((t) => ({ point: t.values as SearchPoint, loss: loss(t) }))),
    pareto: { cost: front((t) => t.cpuSeconds), latency: front((t) => t.latencyMs) },
  };
}

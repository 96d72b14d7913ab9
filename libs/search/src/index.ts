// spaces
export { getAt } from './value-at';
export { openSpace, readPoint, pointKey, structureOf, spaceSize, isActive } from './space';
export type { Space } from './space';
export { spaceProblems } from './space-problems';
export type { SpaceProblem } from './space-problems';
export { searchableParameters } from './schema-space';
export type { Searchable, ParamsSchema } from './schema-space';
export { resolveSpace } from './resolve-space';
// samplers
export { propose, randomPoint, gridSize, MAX_GRID } from './propose';
export type { Proposal, ProposeInput } from './propose';
export { lossOf, ranked, bestSoFar } from './history';
export type { PastTrial } from './history';
export { randomOf } from './random';
// pruning and reading
export { ashaDecision, rungAt, rungsReached, bestUpTo } from './asha';
export type { AshaRule, RungDecision } from './asha';
export { parameterImportance, LEAST_TRIALS } from './importance';
export type { ParameterImportance } from './importance';
export { paretoFront } from './pareto';

export { toyFamily } from './toy-family';
export { toyParamsSchema } from './toy-params';
export type { ToyParams } from './toy-params';
export { describeFamilyContract } from './family-contract';
export type { FamilyContractCase } from './family-contract';
export { recordTraining } from './recorded-training';
export type { Recording, RecordOptions } from './recorded-training';
export { exampleSessions, permutation, reorderRows } from './example-table';
export type { Example, ExampleOptions } from './example-table';

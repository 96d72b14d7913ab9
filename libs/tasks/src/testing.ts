// For tests and benches: the contract that every family is held against, and example data of single families.
export * from './testing/index';
export { exampleEvents } from './recommendation/example-events';
export { packTraining } from './recommendation/network/pack-rows';

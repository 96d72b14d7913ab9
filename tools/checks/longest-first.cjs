const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Files that take longest come first: one of them begun last would keep one core waiting for it. The others follow by what Jest knows (time, else size).
 * The two that start many processes with deadlines stand apart, so that they do not run at once.
 */
const LONGEST = [
  'search.int.test.ts', 'declared-walk.int.test.ts', 'propensity.test.ts', 'forecast.test.ts', 'worker.int.test.ts', 'event-walk.int.test.ts', 'launch.int.test.ts',
  'generators.test.ts', 'engine-contract-layers.test.ts', 'engine-contract.test.ts', 'engine-contract-long.test.ts', 'model-loop.int.test.ts', 'boundaries.test.ts', 'ingest-events.test.ts',
  'boosted-forecast.test.ts', 'whole-walk.int.test.ts', 'event-stream.int.test.ts', 'import-model.int.test.ts', 'seed-runs.int.test.ts', 'leak-attacks.test.ts',
];

const placeOf = ({ path }) => {
  const place = LONGEST.findIndex((name) => path.endsWith(`/${name}`));
  return place < 0 ? LONGEST.length : place;
};

module.exports = class extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => placeOf(a) - placeOf(b));
  }
};

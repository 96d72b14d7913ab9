module.exports = {
  ...require('../../jest.preset.cjs'),
  // each run starts a process that loads the code of every family: seconds of a processor, shared with other tests
  testTimeout: 240_000,
  displayName: 'training-server',
  globalSetup: require.resolve('../../tools/checks/postgres-setup.cjs'),
  globalTeardown: require.resolve('../../tools/checks/postgres-teardown.cjs'),
};

module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'training-server',
  globalSetup: require.resolve('../../tools/checks/postgres-setup.cjs'),
  globalTeardown: require.resolve('../../tools/checks/postgres-teardown.cjs'),
};

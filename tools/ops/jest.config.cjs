module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'ops',
  globalSetup: require.resolve('../checks/postgres-setup.cjs'),
  globalTeardown: require.resolve('../checks/postgres-teardown.cjs'),
};

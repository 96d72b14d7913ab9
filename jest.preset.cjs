const path = require('node:path');
const nxPreset = require('@nx/jest/preset').default;

const TRANSFORM = path.join(__dirname, 'tools/checks/jest-transform.cjs');

/** Native ES modules: NODE_OPTIONS=--experimental-vm-modules comes from nx.json's targetDefaults. */
module.exports = {
  ...nxPreset,
  testEnvironment: path.join(__dirname, 'tools/checks/jest-environment.cjs'),
  reporters: ['default', path.join(__dirname, 'tools/checks/jest-count.cjs')],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'json', 'node'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '/.next/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  maxWorkers: 2,
  testTimeout: 240_000,
  transformIgnorePatterns: ['/node_modules/(?!@tensorflow/)'],
  transform: {
    '/node_modules/@tensorflow/.+\\.js$': [TRANSFORM, { installed: true }],
    '^.+\\.tsx?$': [
      TRANSFORM,
      {
        swcrc: false,
        jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } },
        module: { type: 'es6' },
      },
    ],
  },
};

import nx from '@nx/eslint-plugin';
import nextPlugin from '@next/eslint-plugin-next';
import reactHooks from 'eslint-plugin-react-hooks';

const only = (scope, ...may) => ({ sourceTag: `scope:${scope}`, onlyDependOnLibsWithTags: may.map((s) => `scope:${s}`) });
const ban = (scope, ...packages) => ({ sourceTag: `scope:${scope}`, bannedExternalImports: packages });

const TENSORS = ['@tensorflow/*', 'onnxruntime-*'];
const PRISMA = ['@prisma/*', 'prisma'];
const TRPC = ['@trpc/server', '@trpc/server/*'];
const REACT = ['react', 'react-dom', 'react-dom/*', 'next', 'next/*'];

// The import table of docs/architecture: who may import whom.
const boundaries = [
  only('contracts', 'contracts'),
  only('run-query', 'run-query', 'contracts'),
  only('search', 'search', 'contracts'),
  only('declare', 'declare', 'contracts'),
  only('features', 'features', 'contracts', 'declare'),
  only('simulator', 'simulator', 'contracts'),
  only('metrics', 'metrics', 'contracts'),
  only('model', 'model', 'contracts'),
  only('tasks', 'tasks', 'contracts', 'features', 'metrics', 'model'),
  only('lineage', 'lineage', 'contracts', 'run-query', 'prisma'),
  only('pipeline', 'pipeline', 'contracts', 'declare', 'features', 'metrics', 'tasks', 'lineage', 'search', 'simulator'),
  only('api', 'api', 'contracts', 'pipeline', 'lineage'),
  only('training-server', 'api', 'pipeline', 'lineage', 'tasks', 'contracts', 'features'),
  only('console', 'console', 'contracts', 'declare', 'api', 'run-query'),
  only('prisma', 'prisma'),
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['*'] },
  ban('contracts', ...TENSORS, ...PRISMA, ...TRPC, ...REACT, '@duckdb/*', '@trpc/*'),
  ban('search', ...TENSORS, ...PRISMA, ...TRPC, ...REACT, '@duckdb/*'),
  ban('declare', ...TENSORS, ...PRISMA, ...TRPC, ...REACT, '@duckdb/*'),
  ban('features', ...TENSORS, ...PRISMA, ...TRPC, ...REACT),
  ban('simulator', ...TENSORS, ...PRISMA, ...TRPC, ...REACT),
  ban('metrics', ...TENSORS, ...PRISMA, ...TRPC, ...REACT, '@duckdb/*'),
  ban('model', ...PRISMA, ...TRPC, ...REACT),
  ban('tasks', ...PRISMA, ...TRPC, ...REACT),
  ban('lineage', ...TENSORS, ...TRPC, ...REACT),
  ban('pipeline', ...TENSORS, ...PRISMA, ...TRPC, ...REACT),
  ban('api', ...TENSORS, ...PRISMA, ...REACT),
  ban('training-server', ...REACT),
  ban('console', ...TENSORS, ...PRISMA, ...TRPC),
];

const config = [
  ...nx.configs['flat/base'],
  ...nx.configs['flat/typescript'],
  ...nx.configs['flat/javascript'],
  { ignores: ['**/node_modules', '**/.next*/**', '**/dist', '**/generated', '**/test-results', '**/next-env.d.ts', '**/reports', '.bellwether'] },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.js', '**/*.mjs', '**/*.cjs'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: true, allow: [], checkDynamicDependenciesExceptions: ['.*'], depConstraints: boundaries }],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    // goes to the visitors' browsers as it stands, also to old ones
    files: ['apps/training-server/src/collector/collector.js'],
    languageOptions: { sourceType: 'script', ecmaVersion: 5 },
    rules: { 'no-var': 'off', 'prefer-spread': 'off', 'prefer-rest-params': 'off', 'prefer-const': 'off', '@typescript-eslint/no-unused-vars': ['error', { caughtErrors: 'none' }] },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['**/*.test.ts', '**/*.test.tsx', 'apps/console-e2e/**'],
    rules: { 'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }] },
  },
  {
    rules: {
      // an underscore says that a value is left out on purpose
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-require-imports': 'off',
      'no-restricted-syntax': ['error', { selector: "CallExpression[callee.property.name=/^\\$(queryRawUnsafe|executeRawUnsafe)$/]", message: 'Raw SQL strings invite injection: use the tagged templates.' }],
    },
  },
  {
    files: ['apps/console/**/*.ts', 'apps/console/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, '@next/next': nextPlugin },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...nextPlugin.configs.recommended.rules,
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: '@bellwether/api', allowTypeImports: true, message: 'types only: the server must not reach the browser' }] },
      ],
      '@next/next/no-html-link-for-pages': 'off',
    },
  },
  {
    // Configuration and checks reach across the workspace by path: they belong to all of it.
    files: ['**/jest.config.cjs', 'tools/checks/**'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // A test may bring in the toy family from another room; the product behind it may not.
    files: ['**/*.int.test.ts'],
    rules: { '@nx/enforce-module-boundaries': ['error', { allow: [], checkDynamicDependenciesExceptions: ['.*'], depConstraints: [{ sourceTag: '*', onlyDependOnLibsWithTags: ['*'] }] }] },
  },
];

export default config;

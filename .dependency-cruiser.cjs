/** Nx sees projects, not folders: this guards siblings inside a project. */
module.exports = {
  forbidden: [
    {
      name: 'no-sibling-families',
      comment: 'A task family knows no other family: what they share belongs to the contract or to a lib.',
      severity: 'error',
      from: { path: '^libs/tasks/src/([^/]+)/' },
      to: { path: '^libs/tasks/src/([^/]+)/', pathNot: ['^libs/tasks/src/$1/', '^libs/tasks/src/(testing|binary|one-file|rows)/'] },
    },
    {
      name: 'no-sibling-procedures',
      comment: 'A noun of the API does not call another: shared steps live in the pipeline.',
      severity: 'error',
      from: { path: '^libs/api/src/([^/]+)/', pathNot: '^libs/api/src/testing/' },
      to: { path: '^libs/api/src/([^/]+)/', pathNot: '^libs/api/src/$1/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle makes the order of loading matter.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan-tests-in-product',
      comment: 'Product code does not import test helpers.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.test\\.tsx?$|/testing(\\.ts$|/)|\\.test-d\\.ts$)' },
      to: { path: '\\.test\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(node_modules|\\.next|dist|generated)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'] },
  },
};

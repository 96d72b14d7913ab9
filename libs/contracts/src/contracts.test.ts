import { AppError, ERROR_KINDS, KEY_SCOPES, METRIC_KEY_PATTERN, PERMISSIONS, ROLE_PERMISSIONS, columnRolesSchema, isAppError, launchSpecSchema, metricKeySchema, predictInputSchema, reportedOutcomeSchema } from './index';

describe('errors', () => {
  it('survive a pipe or a column as a plain record', () => {
    const error = new AppError({ code: 'DATA_EMPTY', message: 'expected rows', fix: 'send rows', context: { bytes: 0 } });
    const copy = AppError.fromRecord(JSON.parse(JSON.stringify(error.toRecord())));
    expect(copy).toMatchObject({ code: 'DATA_EMPTY', message: 'expected rows', fix: 'send rows', context: { bytes: 0 } });
    expect(isAppError(copy)).toBe(true);
    expect(isAppError(new Error('x'))).toBe(false);
  });

  it('every code has a kind', () => {
    expect(Object.values(ERROR_KINDS).every((kind) => kind.length > 0)).toBe(true);
  });
});

describe('roles', () => {
  it('an operator cannot override, edit policies or manage people; a viewer can change nothing', () => {
    for (const permission of ['model.override', 'model.policy', 'user.manage', 'key.manage', 'audit.read'] as const) expect(ROLE_PERMISSIONS.operator).not.toContain(permission);
    expect(ROLE_PERMISSIONS.viewer.every((p) => p.endsWith('.read'))).toBe(true);
    expect(ROLE_PERMISSIONS.admin).toEqual(PERMISSIONS);
  });

  it('a key can never promote, delete or manage', () => {
    for (const permission of KEY_SCOPES) expect(permission).not.toMatch(/promote|delete|manage|override|policy/);
  });
});

describe('input from outside', () => {
  it('metric names hold no control characters', () => {
    for (const bad of ['', 'a\nb', 'a\u0000', 'a\u001b[31m', 'x'.repeat(251), 'ä']) expect(metricKeySchema.safeParse(bad).success).toBe(false);
    for (const good of ['train/loss', 'valid auc', 'a.b-c_d']) expect(METRIC_KEY_PATTERN.test(good)).toBe(true);
  });

  it('a launch has defaults for all but family and data, and refuses a grid of nothing', () => {
    const spec = launchSpecSchema.parse({ familyId: 'toy', datasetVersionId: '00000000-0000-4000-8000-000000000001', params: {} });
    expect(spec).toMatchObject({ seed: 1, expand: { kind: 'single' }, tags: [], notes: '' });
    expect(launchSpecSchema.safeParse({ ...spec, expand: { kind: 'grid', values: { units: [] } } }).success).toBe(false);
    expect(launchSpecSchema.safeParse({ ...spec, seed: -1 }).success).toBe(false);
  });

  it('an unknown role, an empty request and an outcome without a name are refused', () => {
    expect(columnRolesSchema.safeParse({ a: 'goal' }).success).toBe(false);
    expect(predictInputSchema.safeParse({ model: 'm', rows: [] }).success).toBe(false);
    expect(reportedOutcomeSchema.safeParse({ value: true }).success).toBe(false);
  });
});

import { auditChanges, valueText } from './audit-changes';

describe('the changes of an audit line', () => {
  it('names only what differs', () => expect(auditChanges({ role: 'viewer', name: 'Bo' }, { role: 'operator', name: 'Bo' })).toEqual([{ path: 'role', before: 'viewer', after: 'operator' }]));
  it('opens objects, keeps lists whole', () =>
    expect(auditChanges({ policy: { minimum: { auc: 0.8 }, tags: ['a'] } }, { policy: { minimum: { auc: 0.9 }, tags: ['a', 'b'] } })).toEqual([
      { path: 'policy.minimum.auc', before: 0.8, after: 0.9 },
      { path: 'policy.tags', before: ['a'], after: ['a', 'b'] },
    ]));
  it('what was made has no before, what was deleted no after', () => {
    expect(auditChanges(null, { name: 'x' })).toEqual([{ path: 'name', before: undefined, after: 'x' }]);
    expect(auditChanges({ name: 'x' }, null)).toEqual([{ path: 'name', before: 'x', after: undefined }]);
  });
  it('a value that was taken away counts', () => expect(auditChanges({ expiresAt: '2026' }, { expiresAt: null })).toEqual([{ path: 'expiresAt', before: '2026', after: undefined }]));
  it('a value that became an object is one change', () => expect(auditChanges({ a: 1 }, { a: { b: 2 } })).toEqual([{ path: 'a', before: 1, after: { b: 2 } }]));
  it('nothing is nothing', () => expect([auditChanges(null, null), auditChanges({}, {}), valueText(null)]).toEqual([[], [], '']));
});

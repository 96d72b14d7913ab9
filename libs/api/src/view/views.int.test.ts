import { testActor } from '@bellwether/lineage/testing';
import { testApi, type TestApi } from '../testing';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
}, 180_000);
afterAll(() => api.close());

const state = { filter: 'state = done', columns: { order: ['auc'] } };

describe('saved views', () => {
  it('a view is its owner’s until it is shared; the same name replaces it', async () => {
    const [ada, bob] = [api.as({ actor: { ...testActor('operator'), id: 'ada' } }), api.as({ actor: { ...testActor('viewer'), id: 'bob' } })];
    const first = await ada.view.save({ page: 'runs', name: 'Best', state });
    expect(await bob.view.list({ page: 'runs' })).toEqual([]);
    const second = await ada.view.save({ page: 'runs', name: 'Best', shared: true, state: { filter: '' } });
    expect(second.id).toBe(first.id);
    expect(await bob.view.list({ page: 'runs' })).toMatchObject([{ name: 'Best', mine: false, state: { filter: '' } }]);
    expect(await ada.view.list({ page: 'experiments' })).toEqual([]);
    await expect(bob.view.delete({ id: first.id })).rejects.toMatchObject({ cause: { code: 'PERMISSION_DENIED' } });
    await expect(bob.view.save({ page: 'runs', name: 'Mine', shared: true, state })).rejects.toMatchObject({ cause: { code: 'PERMISSION_DENIED' } });
    await ada.view.delete({ id: first.id });
    expect(await ada.view.list({ page: 'runs' })).toEqual([]);
  });

  it('another project does not see it, and cannot delete it', async () => {
    const { id } = await api.as().view.save({ page: 'runs', name: 'Here', shared: true, state });
    const other = api.as({ projectId: api.otherProjectId });
    expect(await other.view.list({ page: 'runs' })).toEqual([]);
    await expect(other.view.delete({ id })).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } });
  });
});

import type { RunRow } from '@bellwether/contracts';
import { matchesRun, readRunQuery } from '@bellwether/run-query';
import { testDeps, type TestDeps } from '../testing';
import { listRuns } from './list-runs';
import { testRuns } from './run-testing';

let deps: TestDeps;
let rows: RunRow[];

beforeAll(async () => {
  deps = await testDeps();
  const scope = deps.scope();
  await deps.db.prisma.project.update({ where: { id: deps.projectId }, data: { timeZone: 'Asia/Shanghai' } });
  const ids = await testRuns(deps.db, scope, { count: 6 });
  await testRuns(deps.db, deps.scope('admin', deps.otherProjectId), { count: 2 });
  const auc = (value: number | null) => ({ auc: { value, lo: value && value - 0.01, hi: value && value + 0.01, n: 4109 }, 'lift@10': { value: 3, lo: null, hi: null, n: 4109 } });
  const day = (text: string) => new Date(`2026-11-${text}Z`);
  const changes: Parameters<typeof deps.db.prisma.run.update>[0]['data'][] = [
    { name: 'mlp wide', state: 'done', params: { units: 50, layers: [64, 32], optimiser: { name: 'adam' }, 'a.b': 'x', on: true }, metrics: auc(0.93), tags: ['crm', 'night build'], labels: { team: 'crm' }, queuedAt: day('23T15:30:00'), startedAt: day('23T15:31:00'), finishedAt: day('23T15:32:30'), cost: { wallSeconds: 90, cpuSeconds: 100, peakRssBytes: 6e8 } },
    { name: 'mlp narrow', state: 'done', params: { units: 100, layers: [], optimiser: { name: 'sgd' } }, metrics: auc(0.9), tags: ['crm'], queuedAt: day('23T16:30:00'), engine: { name: 'wasm', version: '4', device: 'cpu', reason: '', tried: [] } },
    { name: '100% "odd" \\ name', state: 'failed', params: { units: '50', note: null }, error: { code: 'MODEL_DIVERGED', message: 'm', fix: 'f' }, notes: 'it says O\'Brien; DROP TABLE run' },
    { name: 'Logistic', state: 'cancelled', params: { units: { nested: 1 } }, metrics: auc(null), labels: { team: 'web', "k'); --": 'v' } },
    { state: 'running', startedAt: new Date(Date.now() - 60_000), params: { layers: [[1], 'deep', null] } },
    { archivedAt: new Date() },
  ];
  for (const [i, data] of changes.entries()) await deps.db.prisma.run.update({ where: { id: ids[i]! }, data });
  await deps.db.prisma.runFavourite.create({ data: { userId: scope.actor.id, runId: ids[1]! } });
  rows = (await listRuns(deps.db, scope, { archived: 'all', limit: 100 })).rows;
}, 180_000);

afterAll(() => deps.close());

const found = async (filter: string) => (await listRuns(deps.db, deps.scope(), { filter, archived: 'all', limit: 100 })).rows.map((r) => r.number).sort();

describe('a filter in SQL means what it means in the language', () => {
  it.each([
    'metrics.auc > 0.9 and (params.units in (50, 100) or tags.team = "crm")', 'metrics.auc >= 0.9', 'metrics.auc.lo < 0.9', 'metrics.auc != 0.93', 'not metrics.auc exists', 'metrics.lift@10 = 3', 'metrics.auc.n in (1, 4109)', 'metrics.auc = null',
    'params.units = 50', 'params.units = "50"', 'params.units != 50', 'params.units > 60', 'not params.units > 60', 'params.units exists', 'params.note exists', 'params.layers = 32', 'params.layers >= 64', 'params.layers exists', 'params.layers contains EE', 'params.layers.0 = 64', 'params.layers.length exists',
    'params.optimiser.name ~ "^A"', 'params.optimiser.name !~ "^A"', 'params.optimiser exists', 'params."a.b" = x', 'params.on = true', 'params.on != true', 'params.units ~ "0$"',
    'tags = crm', 'tags != crm', 'tags in ("night build", other)', 'tags contains NIGHT', 'tags !~ "build$"', 'tags exists', 'tags.team exists', 'tags.team != crm', 'tags."k\'); --" = v',
    'name = "mlp wide"', 'name = "MLP wide"', 'name contains "100%"', 'name contains "\\\\ "', 'name ~ "^mlp\\b"', 'name ~ "[a-z]{3} (wide|narrow)$"', '"o\'brien; drop"', '"_"', 'notes contains "\'"', '"trial"',
    'state = done', 'state != done', 'state in (failed, cancelled)', 'error = MODEL_DIVERGED', 'error exists', 'engine = wasm', 'engine != wasm', 'favourite', 'not favourite', 'archived', 'archived = false', 'author = "Test admin"', 'family = toy', 'datasetVersion = 1', 'dataset ~ "^data"', 'experiment contains TOY', 'group = test', 'seed >= 3', 'number in (1, 2)', 'attempts = 0',
    'created = 2026-11-23', 'created = 2026-11-24', 'created > 2026-11-23', 'created <= 2026-11-23', 'created < 2026-11', 'created = "2026-11-23 23:30"', 'created = 2026-11-23T15:30:00Z', 'created >= -1h', 'created >= today', 'created = yesterday', 'finished exists', 'started > -5m', 'duration = 90', 'duration > 1m20s', 'duration < 75s', 'cost.wall > 1m', 'cost.memory <= 600MB', 'cost.cpu exists', 'created < now',
  ])('%s', async (filter) => {
    const clock = { now: new Date(), timeZone: 'Asia/Shanghai' };
    const expected = rows.filter((r) => matchesRun(readRunQuery(filter), r, clock)).map((r) => r.number).sort();
    expect(await found(filter)).toEqual(expected);
  });

  it('no name or value of a filter reaches the text of the statement', async () => {
    for (const attack of [`"'; DROP TABLE run; --"`, `params."x' OR 1=1 --" = 1`, `metrics."a'}" > 0`, `tags."'||pg_sleep(5)||'" exists`, `name contains "%' OR true --"`])
      expect(await found(attack)).toEqual([]);
    expect((await listRuns(deps.db, deps.scope(), { archived: 'all', limit: 10 })).total).toBe(6);
  });

  it('every pattern that the language takes is one that Postgres takes', async () => {
    for (const pattern of ['a{1,100}', '(a|b)*c+d?', '[^a-z\\d_]+', '\\.\\(\\)\\[\\]\\{\\}', '^$', 'x\\B', '(?:ab){2,}', 'a|', '()', '[a\\-z]', '(a+)+$', '\\w\\W\\s\\S\\D'])
      await expect(found(`name ~ "${pattern.replaceAll('\\', '\\\\')}"`)).resolves.toBeInstanceOf(Array);
  });

  it('a pattern that blows up elsewhere is answered at once', async () => {
    await deps.db.prisma.run.updateMany({ where: { projectId: deps.projectId, number: 4 }, data: { notes: 'a'.repeat(9000) } });
    const start = performance.now();
    expect(await found('notes ~ "^(a+)+$b" or notes ~ "(a|aa)+$" and notes ~ "^(a*)*b"')).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('a mistake is named with its place', async () => {
    await expect(found('state = don')).rejects.toMatchObject({ code: 'QUERY_INVALID', context: { from: 8, to: 11, code: 'wrong-value' }, fix: expect.stringContaining('character 9') });
  });
});

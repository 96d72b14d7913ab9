import { dateRange, matchesRun, readRunQuery } from './index';
import { CLOCK, testRun } from './query-testing';

const run = testRun();

describe('what a filter means', () => {
  it.each([
    'metrics.auc > 0.9', 'metrics.auc.lo >= 0.92', 'metrics.auc.n = 4109', 'metrics.lift@10 > 4', 'not metrics.precision.best exists', 'not metrics.nothing > 0', 'metrics.nothing != 1',
    'params.units in (50, 100)', 'params.layers = 32', 'params.layers contains "6" or params.layers = 64', 'params.optimiser.name = adam', 'params.optimiser.name ~ "^AD"', 'params."learning rate" < 0.02', 'params.shuffle = true', 'params.note = null', 'params.units != "50"',
    'tags = crm', 'tags.team = crm', 'tags."cost centre" = 12', 'tags contains BUILD', 'tags != x', 'state = done', 'state in (failed, done)', 'name contains WIDE', 'name !~ "^cnn"', '"autumn"', '"50%"',
    'created = 2026-11-23', 'created < today', 'created = yesterday', 'created >= -13h', 'created = 2026-11', 'finished > started or duration = 90s', 'duration < 2m', 'cost.memory > 500MB', 'cost.wall = 90', 'cost.cpu > 1m',
    'not favourite', 'archived = false', 'author = Ada', 'engine = wasm', 'dataset = shoppers and datasetVersion = 3', 'error = null', 'not error exists', 'number = 7', 'seed = 1',
  ])('a run passes: %s', (text) => {
    const safe = text.replace('finished > started or ', '');
    expect(matchesRun(readRunQuery(safe), run, CLOCK)).toBe(true);
  });

  it.each([
    'metrics.auc > 0.93', 'metrics.precision.best > 0 or metrics.precision.best <= 0', 'params.units = "50"', 'params.layers = 50', 'params.optimiser = adam', 'params.constructor exists', 'tags = CRM', 'tags in (a, b)', 'tags !~ crm', 'name = "MLP WIDE"',
    'created > 2026-11-23', 'created < 2026-11-23', 'created > -12h', 'state != done', 'favourite', 'error exists', 'tags.team contains x', 'tags.toString exists', '"nowhere"',
  ])('a run does not pass: %s', (text) => expect(matchesRun(readRunQuery(text), run, CLOCK)).toBe(false));

  it("a day is the shop's day", () => {
    const created = readRunQuery('created = 2026-11-24');
    expect(matchesRun(created, run, CLOCK)).toBe(false);
    expect(matchesRun(created, run, { ...CLOCK, timeZone: 'Asia/Shanghai' })).toBe(true);
  });

  it('a day with a change of clocks has 23 or 25 hours', () => {
    const hours = (month: number, day: number) => {
      const range = dateRange({ form: 'day', year: 2026, month, day }, { ...CLOCK, timeZone: 'Europe/Berlin' });
      return (range.to - range.from) / 3_600_000;
    };
    expect([hours(3, 29), hours(10, 25), hours(6, 1)]).toEqual([23, 25, 24]);
  });
});

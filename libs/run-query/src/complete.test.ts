import { addChip, chipsOf, completeRunQuery, removeChip, type QueryCatalogue } from './index';

const catalogue: QueryCatalogue = {
  metrics: ['auc', 'log_loss', 'val.hi'], params: [{ path: ['optimiser', 'name'], values: ['adam', 'sgd'] }, { path: ['learning rate'], values: ['0.1'] }], labels: [{ key: 'team', values: ['crm', 'web shop'] }],
  tags: ['night build', 'keep'], experiments: ['Autumn trial'], groups: [], datasets: ['shoppers'], families: ['toy'], authors: ['Ada'], engines: ['wasm'],
};

/** `|` is the cursor. */
const at = (marked: string) => {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const c = completeRunQuery(text, cursor, catalogue);
  return { ...c, labels: c.items.map((i) => i.label), apply: (label: string) => text.slice(0, c.from) + c.items.find((i) => i.label === label)!.insert + text.slice(c.to) };
};

describe('completion', () => {
  it('an empty filter offers fields, metrics and parameters', () => expect(at('|').labels).toEqual(expect.arrayContaining(['state', 'metrics.auc', 'params.optimiser.name', 'tags.team', 'cost.wall', 'not', '('])));
  it('a part of a name finds it', () => {
    expect(at('auc|').labels[0]).toBe('metrics.auc');
    expect(at('state = done and opt|').apply('params.optimiser.name')).toBe('state = done and params.optimiser.name ');
    expect(at('params."lear|').apply('params."learning rate"')).toBe('params."learning rate" ');
  });
  it('intervals are offered once the metric is written', () => {
    expect(at('metrics.|').labels).not.toContain('metrics.auc.lo');
    expect(at('metrics.auc|').labels).toContain('metrics.auc.lo');
    expect(at('metrics.val|').labels).toContain('metrics."val.hi"');
  });
  it('an operator fits the type of the field', () => {
    expect(at('metrics.auc |').labels).toEqual(['=', '!=', 'in', 'not in', 'exists', '>', '>=', '<', '<=']);
    expect(at('state |').labels).toEqual(['=', '!=', 'in', 'not in']);
  });
  it('values come from what exists, and are quoted where they must be', () => {
    expect(at('state = |').labels).toContain('running');
    expect(at('params.optimiser.name in (adam, |').labels).toEqual(['adam', 'sgd']);
    expect(at('tags.team = w|').apply('web shop')).toBe('tags.team = "web shop" ');
    expect(at('tags = "ni|').apply('night build')).toBe('tags = "night build" ');
  });
  it('between conditions it offers the connectors, and the closing parenthesis where one is open', () => {
    expect(at('state = done |').labels).toEqual(['and', 'or']);
    expect(at('(state = done |').labels).toEqual(['and', 'or', ')']);
    expect(at('seed in (1 |').labels).toEqual([',', ')']);
  });
  it('the word under the cursor is replaced whole', () => expect(at('sta|te = done').apply('state')).toBe('state  = done'));
  it('after a mistake nothing is offered and the mistake is named', () => {
    const c = at('nope = 1 and |');
    expect([c.items, c.error?.code]).toEqual([[], 'unknown-field']);
  });
});

describe('chips edit the same text', () => {
  it('one chip a condition joined by and; an or is one chip', () => {
    expect(chipsOf('state = done and (seed = 1 or seed = 2) and not archived')!.map((c) => c.text)).toEqual(['state = done', '(seed = 1 or seed = 2)', 'not archived']);
    expect(chipsOf('state =')).toBeNull();
    expect(chipsOf('')).toEqual([]);
  });
  it('adding, replacing and removing keep the meaning', () => {
    expect(addChip('', 'state = done')).toBe('state = done');
    expect(addChip('state = done', 'state = done')).toBe('state = done');
    expect(addChip('seed = 1 or seed = 2', 'archived')).toBe('(seed = 1 or seed = 2) and archived');
    expect(addChip('(seed = 1) or seed = 2', 'archived')).toBe('((seed = 1) or seed = 2) and archived');
    expect(addChip('state = done and seed = 1', 'seed > 5', 1)).toBe('state = done and seed > 5');
    expect(removeChip('state = done and seed = 1', 0)).toBe('seed = 1');
  });
});

import { PERMISSIONS } from '@bellwether/contracts';
import { AppError } from '@bellwether/contracts';
import { appRouter } from './router';
import { catalogueOf, type CatalogueEntry } from './openapi/catalogue';
import { openApiOf } from './openapi/document';
import { toTrpcError } from './error-map';
import { router, base } from './trpc';

const catalogue = catalogueOf(appRouter);

/** Reachable by anybody who reaches the server; each with its reason. */
const PUBLIC = {
  'setup.status': 'the console must know whether to show setup or sign-in',
  'setup.complete': 'makes the first admin; opened by a one-time token',
};

describe('every procedure of the router', () => {
  it('declares a permission of the table, or stands in the list of public ones', () => {
    for (const { path, meta } of catalogue) expect([path, meta.permission === 'public' ? path in PUBLIC : PERMISSIONS.includes(meta.permission)]).toEqual([path, true]);
    expect(catalogue.filter((e) => e.meta.permission === 'public').map((e) => e.path).sort()).toEqual(Object.keys(PUBLIC).sort());
  });

  it('without one, does not get past this walk', () => {
    expect(() => catalogueOf(router({ open: base.query(() => 1) }))).toThrow('declares no permission');
  });

  it('that changes something does not ask for a reading right', () => {
    // what a person keeps for themselves changes nothing of the shop
    const OWN = ['run.favourite', 'run.setFavourite', 'run.compare', 'view.save', 'view.remove', 'view.delete', 'view.create', 'view.update', 'run.export'];
    const reading = catalogue.filter((e) => e.type === 'mutation' && e.meta.permission.endsWith('.read') && !OWN.includes(e.path));
    expect(reading.map((e) => e.path)).toEqual([]);
  });

  it('takes what JSON can carry: dates are coerced', () => {
    expect(catalogue.filter((e) => JSON.stringify(e.input ?? {}).includes('x-not-json')).map((e) => e.path)).toEqual([]);
  });

  it('has an address in the OpenAPI document, whose references all lead somewhere', () => {
    const document = openApiOf(catalogue, { origin: 'http://localhost', version: '1' }) as { paths: Record<string, unknown>; components: { schemas: Record<string, unknown> } };
    expect(Object.keys(document.paths)).toHaveLength(catalogue.length);
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)];
    expect(refs.length).toBeGreaterThan(10);
    for (const [, kind, name] of refs) expect([name, name! in (document.components as Record<string, Record<string, unknown>>)[kind!]!]).toEqual([name, true]);
  });

  it('is described in a sentence', () => expect(catalogue.filter((e: CatalogueEntry) => !e.meta.summary).map((e) => e.path)).toEqual([]));
});

describe('the error map', () => {
  it.each([
    [new AppError({ code: 'NOT_FOUND', message: 'm', fix: 'f' }), 'NOT_FOUND', 'm'],
    [new Error('wrapped', { cause: new AppError({ code: 'IN_USE', message: 'm', fix: 'f' }) }), 'CONFLICT', 'm'],
    [new Error('SELECT secret FROM users'), 'INTERNAL_SERVER_ERROR', 'The server met an error that it did not expect.'],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'SERVICE_UNAVAILABLE', 'The database does not answer.'],
    ['a thrown string', 'INTERNAL_SERVER_ERROR', 'The server met an error that it did not expect.'],
  ])('%s becomes %s', (thrown, code, message) => expect(toTrpcError(thrown)).toMatchObject({ code, message }));
});

import { openApiDocument, type JsonSchema } from '@bellwether/api';
import { routes } from './routes';

/** The procedures' document, with the addresses that take and give files beside them. */
export function openApiWithFiles(info: { origin: string; version: string }): JsonSchema {
  const document = openApiDocument(info);
  const paths = { ...(document.paths as Record<string, JsonSchema>) };
  const refusals = { '4XX': { description: 'Refused', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } } };
  for (const route of routes) {
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }));
    const inQuery = Object.entries(route.query ?? {}).map(([name, description]) => ({ name: name.replace('*', ''), in: 'query', required: name.endsWith('*'), description, schema: { type: 'string' } }));
    const file = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
    const takesFile = route.method !== 'GET';
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: {
        operationId: `${route.method.toLowerCase()} ${path}`, tags: ['files'], summary: route.summary, description: `Needs the permission \`${route.permission}\`.`, 'x-permission': route.permission,
        parameters: [...inPath, ...inQuery, { $ref: '#/components/parameters/project' }],
        ...(takesFile ? { requestBody: { required: true, content: file } } : {}),
        responses: { [takesFile ? '2XX' : '200']: { description: 'The answer', content: takesFile ? { 'application/json': {} } : file }, ...refusals },
      },
    };
  }
  return { ...document, paths, tags: [...(document.tags as unknown[]), { name: 'files' }] };
}

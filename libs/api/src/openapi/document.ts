import { ERROR_KINDS } from '@bellwether/contracts';
import type { CatalogueEntry, JsonSchema } from './catalogue';

const SUBSCRIPTION = 'A stream of server-sent events, over tRPC only: GET /trpc/<name>?input=<JSON of {"json": input}> with `accept: text/event-stream`. The last event id resumes it.';

/**
 * OpenAPI 3.1 of the REST addresses, made from the router: one POST (and, for queries, one GET) a procedure.
 * The same procedures answer over tRPC at /trpc with superjson; the typed client uses that.
 */
export function openApiOf(catalogue: readonly CatalogueEntry[], info: { origin: string; version: string }): JsonSchema {
  const schemas: Record<string, unknown> = { Error: errorSchema };
  const paths: Record<string, JsonSchema> = {};
  for (const entry of catalogue) {
    if (entry.type === 'subscription') {
      paths[`/trpc/${entry.path}`] = { get: { ...head(entry), description: SUBSCRIPTION, parameters: [inputParameter(entry, schemas)], responses: { 200: { description: 'Events', content: { 'text/event-stream': {} } }, ...refusals } } };
      continue;
    }
    const responses = { 200: { description: 'The answer', content: { 'application/json': { schema: entry.output ? hoist(`${entry.path}.output`, entry.output, schemas) : {} } } }, ...refusals };
    const post = { ...head(entry), ...(entry.input ? { requestBody: { required: true, content: { 'application/json': { schema: hoist(`${entry.path}.input`, entry.input, schemas) } } } } : {}), responses };
    const get = entry.type === 'query' ? { ...head(entry), operationId: `${entry.path}.get`, ...(entry.input ? { parameters: [inputParameter(entry, schemas)] } : {}), responses } : undefined;
    paths[`/api/v1/${entry.path.replaceAll('.', '/')}`] = get ? { get, post } : { post };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Bellwether', version: info.version, summary: 'Predict what the customers of a shop will want, and act on it.', description: 'Send JSON, receive JSON; times are ISO 8601 in UTC. An API key works in its own project; a person names one in x-bellwether-project. Limits: bodies of 1 MB, 50 requests a second (bursts of 150 more).' },
    servers: [{ url: info.origin }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: [...new Set(catalogue.map((e) => e.path.split('.')[0]!))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'bw_<prefix>_<secret>' }, session: { type: 'apiKey', in: 'cookie', name: 'bellwether.session_token' } },
      parameters: { project: { name: 'x-bellwether-project', in: 'header', required: false, schema: { type: 'string' }, description: 'Id or short name of the project, for signed-in people; the oldest unless told' } },
    },
  };
}

function head({ path, meta, type }: CatalogueEntry): JsonSchema {
  const open = meta.permission === 'public';
  return {
    operationId: path,
    tags: [path.split('.')[0]],
    summary: meta.summary ?? path,
    description: open ? 'Open to everybody who reaches the server.' : `Needs the permission \`${meta.permission}\`${type === 'mutation' ? '; written into the audit log' : ''}.`,
    'x-permission': meta.permission,
    ...(open ? { security: [] } : {}),
    ...(meta.project ? { parameters: [{ $ref: '#/components/parameters/project' }] } : {}),
  };
}

const inputParameter = (entry: CatalogueEntry, schemas: Record<string, unknown>): JsonSchema => ({
  name: 'input',
  in: 'query',
  required: false,
  description: 'The input, as JSON',
  content: { 'application/json': { schema: entry.input ? hoist(`${entry.path}.input`, entry.input, schemas) : {} } },
});

/** A recursive schema refers to its own $defs: they move to the components, and the references with them. */
function hoist(name: string, schema: JsonSchema, schemas: Record<string, unknown>): JsonSchema {
  const { $defs, ...rest } = schema as { $defs?: Record<string, unknown> };
  const key = name.replace(/[^A-Za-z0-9._-]/g, '_');
  const moved = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', `"#/components/schemas/${key}.`).replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${key}"`));
  for (const [id, definition] of Object.entries($defs ?? {})) schemas[`${key}.${id}`] = moved(definition);
  schemas[key] = moved(rest);
  return { $ref: `#/components/schemas/${key}` };
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'fix', 'retry', 'requestId'],
      properties: {
        code: { type: 'string', enum: Object.keys(ERROR_KINDS), description: 'Stable: branch on this' },
        message: { type: 'string', description: 'What was expected and what came' },
        fix: { type: 'string', description: 'How to mend it' },
        context: { type: 'object' },
        retry: { type: 'boolean', description: 'The same call may succeed later' },
        requestId: { type: 'string' },
      },
    },
  },
};

const refusal = (description: string) => ({ description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } });
const refusals = { 400: refusal('The input does not fit'), 401: refusal('Nobody is signed in, or the key is not good'), 403: refusal('Not permitted'), 404: refusal('Not there, or of another project'), 409: refusal('In conflict with what is there'), 429: refusal('Too many requests') };

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { catalogue, type CatalogueEntry, type JsonSchema } from '@bellwether/api';
import type { HttpRoute } from './route';
import { routes } from './routes';

/** The API as a page: made on the server from the same list as the OpenAPI document, without scripts. */
export function sendDocsPage(res: ServerResponse, info: { origin: string; version: string }): void {
  const nouns = [...new Set(catalogue().map((e) => noun(e)))];
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Bellwether API</title><style>${CSS}</style></head><body>
<nav aria-label="Nouns"><a class="home" href="/">Bellwether</a><strong>API</strong>${nouns.map((n) => `<a href="#${n}">${n} <span>${catalogue().filter((e) => noun(e) === n).length}</span></a>`).join('')}<a href="#files">files <span>${routes.length}</span></a><a href="/openapi.json">openapi.json</a></nav>
<main><h1>Bellwether API</h1><p class="lead">${catalogue().length} procedures of version ${escape(info.version)}, for services and for people. Send JSON to <code>/api/v1/&lt;noun&gt;/&lt;verb&gt;</code>, or use the typed tRPC client at <code>/trpc</code>. A key is made under Admin, API keys; it works in its own project.</p>
<pre>curl ${escape(info.origin)}/api/v1/user/me -H 'authorization: Bearer bw_…'</pre>
<p>Every error has the same form, <code>{"error": {"code", "message", "fix", "context", "retry", "requestId"}}</code>: branch on <code>code</code>, show <code>message</code> and <code>fix</code>.</p>
${nouns.map((n) => `<section id="${n}"><h2>${n}</h2>${catalogue().filter((e) => noun(e) === n).map((e) => procedureBlock(e, info.origin)).join('')}</section>`).join('')}<section id="files"><h2>files</h2>${routes.map((r) => fileBlock(r, info.origin)).join('')}</section></main></body></html>`;
  const hash = createHash('sha256').update(CSS).digest('base64');
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`, 'cache-control': 'no-store' }).end(html);
}

const noun = (e: CatalogueEntry) => e.path.split('.')[0]!;

function procedureBlock(e: CatalogueEntry, origin: string): string {
  const live = e.type === 'subscription';
  const address = live ? `/trpc/${e.path}` : `/api/v1/${e.path.replaceAll('.', '/')}`;
  const body = e.input ? JSON.stringify(exampleOf(e.input)) : '';
  const curl = live ? `curl -N '${origin}${address}?input=${encodeURIComponent(JSON.stringify({ json: e.input ? exampleOf(e.input) : undefined }))}' \\\n  -H 'authorization: Bearer bw_…'` : `curl ${origin}${address} -X POST \\\n  -H 'authorization: Bearer bw_…' -H 'content-type: application/json'${body ? ` \\\n  -d '${body.replaceAll("'", "'\\''")}'` : ''}`;
  return `<details id="${e.path}"><summary><span class="verb ${e.type}">${live ? 'SSE' : e.type === 'query' ? 'GET POST' : 'POST'}</span> <code>${address}</code> <span class="what">${escape(e.meta.summary ?? '')}</span> <span class="permission">${e.meta.permission}</span></summary>${e.input ? fields(e.input) : '<p>No input.</p>'}${e.output ? `<p>Answers <code>${escape(typeOf(e.output as Field))}</code></p>` : ''}<pre>${escape(curl)}</pre></details>`;
}

/** Files in and out: no procedure, but the same keys and errors. */
function fileBlock(route: HttpRoute, origin: string): string {
  const query = Object.entries(route.query ?? {});
  const required = query.filter(([name]) => name.endsWith('*')).map(([name]) => `${name.slice(0, -1)}=…`);
  const address = `${origin}${route.path}${required.length ? `?${required.join('&')}` : ''}`;
  const curl = route.method === 'GET' ? `curl -OJ '${address}' -H 'authorization: Bearer bw_…'` : `curl '${address}' -H 'authorization: Bearer bw_…' \\\n  --data-binary @file.csv -H 'content-type: application/octet-stream'`;
  const rows = query.map(([name, meaning]) => `<tr><td><code>${escape(name.replace('*', ''))}</code>${name.endsWith('*') ? '<b title="required"> *</b>' : ''}</td><td>${escape(meaning)}</td></tr>`).join('');
  return `<details><summary><span class="verb ${route.method === 'GET' ? 'query' : 'mutation'}">${route.method}</span> <code>${route.path}</code> <span class="what">${escape(route.summary)}</span> <span class="permission">${route.permission}</span></summary>${rows ? `<table><thead><tr><th>query</th><th></th></tr></thead><tbody>${rows}</tbody></table>` : ''}<pre>${escape(curl)}</pre></details>`;
}

type Field = JsonSchema & { type?: string; properties?: Record<string, Field>; required?: string[]; items?: Field; enum?: unknown[]; anyOf?: Field[]; oneOf?: Field[]; allOf?: Field[]; description?: string; default?: unknown; minimum?: number; maximum?: number; maxLength?: number; format?: string; const?: unknown };

function fields(schema: JsonSchema): string {
  const objects = ((schema as Field).allOf ?? [schema as Field]).filter((s) => s.properties);
  if (!objects.length) return `<p>Input: <code>${escape(typeOf(schema as Field))}</code></p>`;
  const rows = objects.flatMap((s) => Object.entries(s.properties!).map(([name, f]) => `<tr><td><code>${escape(name)}</code>${s.required?.includes(name) && f.default === undefined ? '<b title="required"> *</b>' : ''}</td><td><code>${escape(typeOf(f))}</code></td><td>${escape([f.description, f.default === undefined ? '' : `default ${JSON.stringify(f.default)}`, f.minimum !== undefined || (f.maximum !== undefined && f.maximum < 2 ** 53 - 1) ? `${f.minimum ?? ''} to ${f.maximum ?? ''}` : ''].filter(Boolean).join('; '))}</td></tr>`));
  return rows.length ? `<table><thead><tr><th>field</th><th>type</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>` : '<p>No fields.</p>';
}

function typeOf(f: Field, depth = 0): string {
  if (f.const !== undefined) return JSON.stringify(f.const);
  if (f.enum) return f.enum.map((v) => JSON.stringify(v)).join(' | ');
  const any = f.anyOf ?? f.oneOf;
  if (any) return any.map((s) => typeOf(s, depth + 1)).join(' | ');
  if (f.type === 'array') return `${f.items ? typeOf(f.items, depth + 1) : 'any'}[]`;
  if (f.type === 'object' && f.properties && depth < 2) return `{ ${Object.entries(f.properties).map(([k, v]) => `${k}: ${typeOf(v, depth + 1)}`).join(', ')} }`;
  return f.format ?? (Array.isArray(f.type) ? f.type.join(' | ') : (f.type ?? 'any'));
}

/** The required fields, with a value of the right kind: something to start from. */
function exampleOf(schema: JsonSchema): unknown {
  const f = schema as Field;
  if (f.allOf) return Object.assign({}, ...f.allOf.map(exampleOf));
  if (f.default !== undefined) return f.default;
  if (f.const !== undefined) return f.const;
  if (f.enum) return f.enum[0];
  const any = f.anyOf ?? f.oneOf;
  if (any?.[0]) return exampleOf(any[0]);
  if (Array.isArray(f.type)) return exampleOf({ ...f, type: f.type[0] });
  if (f.type === 'object') return Object.fromEntries(Object.entries(f.properties ?? {}).filter(([k, v]) => f.required?.includes(k) && v.default === undefined).map(([k, v]) => [k, exampleOf(v)]));
  if (f.type === 'array') return f.items ? [exampleOf(f.items)] : [];
  if (f.type === 'number' || f.type === 'integer') return f.minimum !== undefined && f.minimum > 0 ? f.minimum : 0;
  if (f.type === 'boolean') return false;
  return f.format === 'uuid' ? '00000000-0000-4000-8000-000000000000' : f.format === 'date-time' ? '2026-01-31T00:00:00Z' : '…';
}

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const CSS = `:root{color-scheme:light dark;--ink:#18181b;--soft:#52525b;--line:#e4e4e7;--bg:#fff;--well:#f7f7f8;--accent:#4338ca;--get:#0f766e;--post:#b45309;--sse:#7c3aed}
@media(prefers-color-scheme:dark){:root{--ink:#f4f4f5;--soft:#a1a1aa;--line:#2a2a2e;--bg:#101012;--well:#18181b;--accent:#a5b4fc;--get:#5eead4;--post:#fbbf24;--sse:#c4b5fd}}
*{box-sizing:border-box}body{margin:0;display:grid;grid-template-columns:200px minmax(0,1fr);font:14px/1.55 Inter,system-ui,sans-serif;color:var(--ink);background:var(--bg)}
nav{position:sticky;top:0;height:100vh;overflow:auto;border-right:1px solid var(--line);padding:20px 16px;display:flex;flex-direction:column;gap:4px}nav a,nav strong{color:var(--soft);text-decoration:none;padding:2px 8px;border-radius:6px}nav a:hover{background:var(--well);color:var(--ink)}nav .home{color:var(--ink);font-weight:600}nav span{font-size:12px}
main{padding:40px;max-width:980px}h1{font-size:26px;margin:0 0 8px;letter-spacing:-.02em}h2{font-size:17px;margin:40px 0 8px;letter-spacing:-.01em}.lead{color:var(--soft);max-width:68ch}
pre{background:var(--well);border:1px solid var(--line);border-radius:8px;padding:12px;overflow:auto;font-size:12.5px}code{font:12.5px/1.5 ui-monospace,monospace}
details{border:1px solid var(--line);border-radius:8px;margin:8px 0;padding:0 12px}summary{cursor:pointer;padding:9px 0;display:grid;grid-template-columns:70px auto minmax(0,1fr) auto;gap:12px;align-items:baseline}summary:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.verb{font:600 11px ui-monospace,monospace;min-width:68px}.query{color:var(--get)}.mutation{color:var(--post)}.subscription{color:var(--sse)}.what{color:var(--soft)}.permission{white-space:nowrap;color:var(--soft);font:11.5px ui-monospace,monospace;border:1px solid var(--line);border-radius:99px;padding:1px 8px}
table{border-collapse:collapse;width:100%;margin:4px 0 12px}th,td{text-align:left;padding:5px 8px;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:500}td code{word-break:break-word}
@media(max-width:720px){body{display:block}nav{position:static;height:auto;flex-direction:row;flex-wrap:wrap;border:0}main{padding:16px}summary{grid-template-columns:70px minmax(0,1fr)}summary code{word-break:break-all}.what{grid-column:1/-1}.permission{justify-self:start}}`;

/** What the error panel shows. */
export type ShownError = {
  code: string;
  message: string;
  /** null when nobody knows how to mend it */
  fix: string | null;
  /** the server's reference of this failure, for its log */
  id: string | null;
  /** no answer at all, or an answer of a proxy */
  offline: boolean;
  /** messages by field path, from a refused input */
  fields: Record<string, string>;
};

type AppShape = { code?: unknown; message?: unknown; fix?: unknown; context?: unknown; requestId?: unknown };
const text = (v: unknown): string | null => (typeof v === 'string' && v !== '' ? v : null);
const record = (v: unknown): Record<string, unknown> | null => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>) : null);

function fieldMessages(context: unknown): Record<string, string> {
  const issues = record(context)?.issues;
  if (!Array.isArray(issues)) return {};
  const entries = issues.flatMap((issue): [string, string][] => {
    const { path, message } = record(issue) ?? {};
    const key = Array.isArray(path) ? path.join('.') : text(path);
    const said = text(message);
    return key !== null && said !== null ? [[key, said]] : [];
  });
  return Object.fromEntries(entries);
}

/** Reads any thrown thing: our own error (`data.app` of a tRPC error, or a plain record), a lost connection, or a bug. */
export function readError(error: unknown): ShownError {
  const data = record(record(error)?.data);
  const app = (record(data?.app) ?? (record(error)?.fix !== undefined ? record(error) : null)) as AppShape | null;
  if (app && text(app.code)) {
    const context = record(app.context);
    return { code: text(app.code)!, message: text(app.message) ?? text(app.code)!, fix: text(app.fix), id: text(app.requestId) ?? text(context?.requestId), offline: false, fields: fieldMessages(app.context) };
  }
  const message = error instanceof Error ? error.message : String(error);
  const offline = data === null && /fetch|network|load failed|JSON|aborted|ECONNREFUSED|Internal S/i.test(message);
  return { code: text(data?.code) ?? (offline ? 'OFFLINE' : 'INTERNAL'), message, fix: null, id: null, offline, fields: {} };
}

import { readError } from '../../../trpc';

/** Answers of /api/auth carry `{ error: { code, message, fix } }`; thrown as that record, so that ErrorPanel shows it. */
export async function postAuth(path: string, body: unknown): Promise<void> {
  const response = await fetch(`/api/auth/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (response.ok) return;
  const answer = (await response.json().catch(() => null)) as { error?: unknown } | null;
  throw answer?.error ?? new Error('fetch failed');
}

export const signIn = (email: string, password: string) => postAuth('sign-in/email', { email: email.trim(), password });

/** Where to go after sign-in: a page of ours. `//evil.example` and `/\evil.example` are addresses of others. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !/\s/.test(next) && !next.startsWith('/login') ? next : '/';
}

/** The token of a pasted setup link, or of the token alone. */
export function setupToken(text: string): string | null {
  const token = /(?:^|#)([\w-]{22})\s*$/.exec(text.trim())?.[1];
  return token ?? null;
}

/** Messages by field, from a refused input. */
export const fieldErrors = (error: unknown): Record<string, string> => (error ? readError(error).fields : {});

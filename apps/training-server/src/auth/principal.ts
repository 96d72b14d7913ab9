import type { IncomingMessage } from 'node:http';
import { AppError, type Actor, type ProjectId } from '@bellwether/contracts';
import { actorOfKey, findProjectId, type Deps } from '@bellwether/lineage';
import { actorOfSession, type Auth } from './auth';

export type Principal = { actor: Actor | null; projectId: ProjectId | null };

/**
 * Who sent this request, and in which project. A key works in its own project alone; a person in the one that
 * `x-bellwether-project` (an id or a short name) names, else in the oldest.
 * @param asked the project, where a header cannot be sent (EventSource)
 * @throws AppError AUTH_INVALID_CREDENTIALS, AUTH_KEY_EXPIRED, AUTH_KEY_REVOKED; NOT_FOUND where a key names another project
 */
export async function principalOf(req: IncomingMessage, { auth, deps, env }: { auth: Auth; deps: Deps; env: { idleMinutes: number } }, asked?: string | null): Promise<Principal> {
  const wanted = (req.headers['x-bellwether-project'] as string | undefined)?.trim() || asked || null;
  const authorization = req.headers.authorization;
  if (authorization !== undefined) {
    const key = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization)?.[1];
    if (!key) throw new AppError({ code: 'AUTH_INVALID_CREDENTIALS', message: 'Expected "Bearer <API key>" in the authorization header.', fix: 'Send "authorization: Bearer bw_…".' });
    const bearer = await actorOfKey(deps.db, key);
    // Asking with one shop's key for another shop is answered as if that one did not exist.
    if (wanted && wanted !== bearer.projectId && (await findProjectId(deps.db, wanted)) !== bearer.projectId) throw noProject(wanted);
    return bearer;
  }
  const actor = await actorOfSession(auth, deps, req.headers.cookie ?? '', env.idleMinutes);
  if (!actor) return { actor: null, projectId: null };
  // A project that is not there is refused by the procedures that need one: who am I, and which shops are there, must still answer.
  return { actor, projectId: await findProjectId(deps.db, wanted ?? projectCookie(req)) };
}

/** The console's choice, for what a browser sends without headers: downloads, images. */
const projectCookie = (req: IncomingMessage): string | null => /(?:^|;\s*)bw-project=([0-9a-f-]{36})(?:;|$)/.exec(req.headers.cookie ?? '')?.[1] ?? null;

const noProject = (wanted: string) => new AppError({ code: 'NOT_FOUND', message: `No project ${JSON.stringify(wanted.slice(0, 80))}.`, fix: 'Choose one that project.list names.' });

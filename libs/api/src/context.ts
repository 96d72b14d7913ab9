import type { Actor, ProjectId } from '@bellwether/contracts';
import type { Deps } from '@bellwether/lineage';

/** What the server knows about a request before a procedure runs. Nothing here was written by the caller unchecked. */
export type ApiContext = {
  /** null: nobody is signed in */
  actor: Actor | null;
  /** the key's own project, or the one a signed-in user chose; null when there is none yet */
  projectId: ProjectId | null;
  deps: Deps;
  /** what the server does for a procedure because it needs cookies or processes */
  identity: IdentityService;
  /** named in every error, so that a person and a log line can be brought together */
  requestId: string;
};

/** Accounts live in the server (password hashing, cookies); the api asks for them by this. */
export interface IdentityService {
  /** @throws AppError SETUP_LINK_INVALID, INPUT_INVALID, CONFLICT */
  createFirstAdmin(input: { token: string; name: string; email: string; password: string }): Promise<void>;
  /** @throws AppError NAME_TAKEN, INPUT_INVALID */
  createUser(input: { name: string; email: string; password: string; role: 'viewer' | 'operator' | 'admin' }): Promise<{ id: string }>;
  setPassword(userId: string, password: string): Promise<void>;
  /** ends every session of this user, now */
  endSessions(userId: string): Promise<void>;
}

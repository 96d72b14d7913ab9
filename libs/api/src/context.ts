import type { Actor, ProjectId } from '@bellwether/contracts';
import type { Deps } from '@bellwether/lineage';

/** What the server knows about a request before a procedure runs. Nothing here was written by the caller unchecked. */
export type ApiContext = {
  /** null: nobody is signed in */
  actor: Actor | null;
  /** the key's own project, or the one a signed-in user chose; null when there is none yet */
  projectId: ProjectId | null;
  deps: Deps;
  identity: IdentityService;
  /** named in every error, so that a person and a log line can be brought together */
  requestId: string;
};

/** Passwords are the server's affair (argon2id is costly and lives beside the sessions); the api asks by this. */
export interface IdentityService {
  /** @returns a whole argon2id string @throws AppError INPUT_INVALID for one that is too short or too common */
  hashPassword(password: string): Promise<string>;
}

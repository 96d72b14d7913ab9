// db, scope, audit
export { createDb } from './db/create-db';
export type { Db, Tx, DbOptions } from './db/create-db';
export { databaseError, isUniqueViolation } from './db/database-error';
export { silentLogger } from './db/deps';
export type { Deps, Logger } from './db/deps';
export { SYSTEM_ACTOR, notFound, found } from './scope/scope';
export type { Scope } from './scope/scope';
export { writeAudit } from './audit/write-audit';
export type { AuditFact } from './audit/write-audit';
// artifact
export { ArtifactStore } from './artifact/artifact-store';

import type { Actor, ProjectId } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma/client';
import type { Tx } from '../db/create-db';

export type AuditFact = {
  /** noun.verb, as the procedure is called: `run.cancel` */
  action: string;
  objectType: string;
  objectId: string;
  objectName?: string | null;
  /** only what changed, as plain JSON; nothing for what was made */
  before?: unknown;
  /** nothing for what was deleted */
  after?: unknown;
};

/** Never written into the log, whatever a caller passes. */
const SECRET = /password|secret|token|hash$|authorization|cookie/i;

/**
 * Who did what, before and after: one line of the append-only log. Call it in the transaction of the change,
 * so that there is no change without its line and no line without its change.
 * @param scope a Scope, or `{ projectId: null, actor }` for what belongs to the instance (users, settings)
 */
export async function writeAudit(tx: Tx, scope: { projectId: ProjectId | null; actor: Actor }, fact: AuditFact): Promise<void> {
  await tx.auditEntry.create({
    data: {
      projectId: scope.projectId,
      actorKind: scope.actor.kind,
      actorId: scope.actor.id,
      actorName: scope.actor.name,
      actorRole: scope.actor.role,
      action: fact.action,
      objectType: fact.objectType,
      objectId: fact.objectId,
      objectName: fact.objectName ?? null,
      before: toJson(fact.before),
      after: toJson(fact.after),
    },
  });
}

function toJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  if (value === undefined || value === null) return Prisma.DbNull;
  return JSON.parse(
    JSON.stringify(value, (key, v) => {
      if (key && SECRET.test(key) && typeof v === 'string') return '(not kept)';
      return typeof v === 'bigint' ? Number(v) : v;
    }),
  ) as Prisma.InputJsonValue;
}

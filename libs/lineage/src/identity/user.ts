import { randomUUID } from 'node:crypto';
import { AppError, userSchema, type Actor, type Role, type User } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { notFound } from '../scope/scope';

/** A person's role; `service` belongs to keys. */
export type UserRole = Exclude<Role, 'service'>;
/** `passwordHash` is a whole argon2id string, parameters included. */
export type NewUser = { name: string; email: string; role: UserRole; passwordHash: string };

const select = { id: true, email: true, name: true, role: true, disabled: true, createdAt: true, lastSeenAt: true } as const;
const instance = (actor: Actor) => ({ projectId: null, actor });

export async function listUsers(db: Db): Promise<User[]> {
  return (await db.prisma.user.findMany({ select, orderBy: { createdAt: 'asc' } })).map((row) => userSchema.parse(row));
}

export const adminExists = async (db: Db): Promise<boolean> => (await db.prisma.user.findFirst({ where: { role: 'admin', disabled: false }, select: { id: true } })) !== null;

/** @throws AppError NAME_TAKEN */
export async function createUser(db: Db, actor: Actor, input: NewUser): Promise<User> {
  try {
    return await db.transaction((tx) => insertUser(tx, actor, input));
  } catch (e) {
    throw isUniqueViolation(e) ? new AppError({ code: 'NAME_TAKEN', message: `A user with the address ${input.email} exists.`, fix: 'Use another address, or change the user that exists.', context: { field: 'email' }, cause: e }) : e;
  }
}

/** User, password account and audit line, in the caller's transaction. */
export async function insertUser(tx: Tx, actor: Actor | null, input: NewUser): Promise<User> {
  const id = randomUUID();
  const email = input.email.trim().toLowerCase();
  const row = await tx.user.create({ data: { id, name: input.name.trim(), email, emailVerified: true, role: input.role, accounts: { create: { id: randomUUID(), accountId: id, providerId: 'credential', password: input.passwordHash } } }, select });
  const user = userSchema.parse(row);
  const by: Actor = actor ?? { kind: 'user', id, name: user.name, role: user.role, permissions: [] };
  await writeAudit(tx, instance(by), { action: actor ? 'user.create' : 'setup.complete', objectType: 'user', objectId: id, objectName: user.name, after: { email, role: input.role } });
  return user;
}

/**
 * Role, name, and whether the account is open.
 * @throws AppError CONFLICT when no open admin would be left
 */
export async function updateUser(db: Db, actor: Actor, id: string, change: { role?: UserRole; disabled?: boolean; name?: string }): Promise<User> {
  return db.transaction(async (tx) => {
    // Two admins who demote each other at once must not both succeed: the rows are locked in one order.
    await tx.$queryRaw`SELECT id FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE`;
    const before = await tx.user.findUnique({ where: { id }, select });
    if (!before) throw notFound('user', id);
    const after = userSchema.parse(await tx.user.update({ where: { id }, data: change, select }));
    if (!(await tx.user.findFirst({ where: { role: 'admin', disabled: false }, select: { id: true } })))
      throw new AppError({ code: 'CONFLICT', message: `${before.name} is the last open admin.`, fix: 'Make somebody else an admin first.' });
    // A role that was taken away must not live on in a session.
    if (change.disabled || (change.role && change.role !== before.role)) await tx.session.deleteMany({ where: { userId: id } });
    const pick = (row: Record<string, unknown>) => Object.fromEntries(Object.keys(change).map((key) => [key, row[key]]));
    await writeAudit(tx, instance(actor), { action: 'user.update', objectType: 'user', objectId: id, objectName: after.name, before: pick(before), after: pick(after) });
    return after;
  });
}

/** Sets a new password and ends every session of the user. */
export async function replacePassword(db: Db, actor: Actor, id: string, passwordHash: string): Promise<void> {
  await db.transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id }, select });
    if (!user) throw notFound('user', id);
    await tx.account.updateMany({ where: { userId: id, providerId: 'credential' }, data: { password: passwordHash } });
    await tx.session.deleteMany({ where: { userId: id } });
    await writeAudit(tx, instance(actor), { action: 'user.set-password', objectType: 'user', objectId: id, objectName: user.name });
  });
}

/** @returns how many were ended */
export async function endSessions(db: Db, actor: Actor, id: string): Promise<number> {
  return db.transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id }, select });
    if (!user) throw notFound('user', id);
    const { count } = await tx.session.deleteMany({ where: { userId: id } });
    await writeAudit(tx, instance(actor), { action: 'user.end-sessions', objectType: 'user', objectId: id, objectName: user.name, after: { ended: count } });
    return count;
  });
}

/** At most one write a minute and user. */
export async function touchUser(db: Db, id: string): Promise<void> {
  await db.pool.query(`UPDATE users SET last_seen_at = now() WHERE id = $1 AND (last_seen_at IS NULL OR last_seen_at < now() - interval '1 minute')`, [id]);
}

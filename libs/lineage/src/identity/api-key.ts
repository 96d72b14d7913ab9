import { createHash, randomBytes } from 'node:crypto';
import { apiKeySchema, AppError, KEY_SCOPES, type Actor, type ApiKey, type ApiKeyId, type Permission, type ProjectId } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { grouped } from '../db/grouped';
import { found, type Scope } from '../scope/scope';
import { keysInUse, type KeyRow } from './keys-in-use';

/** `bw_<8 hex digits, shown in lists>_<43 characters: 256 bit>` */
const KEY_FORM = /^bw_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/;
/** A random 256-bit secret cannot be guessed from its digest: a slow hash would only slow us. */
const digest = (key: string) => createHash('sha256').update(key).digest('hex');

const select = { id: true, projectId: true, name: true, prefix: true, scopes: true, createdBy: true, createdAt: true, expiresAt: true, lastUsedAt: true, revokedAt: true } as const;

/** @returns the key itself, once: it is not kept */
export async function createApiKey(db: Db, scope: Scope, input: { name: string; scopes: Permission[]; expiresAt: Date | null }): Promise<{ apiKey: ApiKey; secret: string }> {
  const beyond = input.scopes.filter((s) => !KEY_SCOPES.includes(s));
  if (beyond.length) throw new AppError({ code: 'INPUT_INVALID', message: `A key cannot carry ${beyond.join(', ')}.`, fix: `Choose among ${KEY_SCOPES.join(', ')}.` });
  const prefix = `bw_${randomBytes(4).toString('hex')}`;
  const secret = `${prefix}_${randomBytes(32).toString('base64url')}`;
  const apiKey = await db.transaction(async (tx) => {
    const row = await tx.apiKey.create({ data: { projectId: scope.projectId, name: input.name, prefix, secretHash: digest(secret), scopes: [...new Set(input.scopes)], createdBy: scope.actor.name, expiresAt: input.expiresAt }, select });
    await writeAudit(tx, scope, { action: 'key.create', objectType: 'api-key', objectId: row.id, objectName: row.name, after: { prefix, scopes: row.scopes, expiresAt: row.expiresAt } });
    return apiKeySchema.parse(row);
  });
  return { apiKey, secret };
}

export async function listApiKeys(db: Db, scope: Scope): Promise<ApiKey[]> {
  return (await db.prisma.apiKey.findMany({ where: { projectId: scope.projectId }, select, orderBy: { createdAt: 'desc' } })).map((row) => apiKeySchema.parse(row));
}

/** From the next request on it opens nothing. Revoking twice changes nothing. @throws AppError NOT_FOUND */
export async function revokeApiKey(db: Db, scope: Scope, id: ApiKeyId): Promise<ApiKey> {
  const revoked = await db.transaction(async (tx) => {
    const before = found(await tx.apiKey.findFirst({ where: { id, projectId: scope.projectId }, select }), 'API key', id);
    if (before.revokedAt) return apiKeySchema.parse(before);
    const after = await tx.apiKey.update({ where: { id }, data: { revokedAt: new Date() }, select });
    await writeAudit(tx, scope, { action: 'key.revoke', objectType: 'api-key', objectId: id, objectName: after.name, before: { revokedAt: null }, after: { revokedAt: after.revokedAt } });
    return apiKeySchema.parse(after);
  });
  keysInUse(db).forget(id);
  return revoked;
}

/**
 * Who the bearer of a key is. The database's clock decides on expiry.
 * @throws AppError AUTH_INVALID_CREDENTIALS, AUTH_KEY_EXPIRED, AUTH_KEY_REVOKED
 */
export async function actorOfKey(db: Db, key: string): Promise<{ actor: Actor; projectId: ProjectId }> {
  const row = KEY_FORM.test(key) ? await keysInUse(db).find(digest(key), (hash) => lookUp(db, hash)) : null;
  if (!row) throw new AppError({ code: 'AUTH_INVALID_CREDENTIALS', message: 'The API key is not known here.', fix: 'Check that the whole key was copied, and that it belongs to this server.' });
  if (row.revoked_at) throw new AppError({ code: 'AUTH_KEY_REVOKED', message: `The API key ${row.prefix} was revoked.`, fix: 'Ask an admin for a new one.' });
  if (row.expired) throw new AppError({ code: 'AUTH_KEY_EXPIRED', message: `The API key ${row.prefix} expired at ${row.expires_at?.toISOString()}.`, fix: 'Ask an admin for a new one.' });
  if (row.stale) noteUse(db, row);
  const permissions = row.scopes.filter((s): s is Permission => (KEY_SCOPES as readonly string[]).includes(s));
  return { actor: { kind: 'key', id: row.id, name: row.name, role: 'service', permissions }, projectId: row.project_id as ProjectId };
}

/** Once a minute for each key, and nobody waits for it: every request of a busy key would wait for the disk at the same moment. A use that cannot be written is written with the next one. */
function noteUse(db: Db, row: KeyRow): void {
  // the row is held for those who ask next
  row.stale = false;
  db.pool.query(`UPDATE api_key SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`, [row.id]).catch(() => undefined);
}

const lookUp = grouped<string, KeyRow | null>(async (db, secretHashes) => {
  const { rows } = await db.pool.query<KeyRow & { secret_hash: string }>({
    name: 'api-keys-by-hash',
    text: `SELECT secret_hash, id, project_id, name, prefix, scopes, expires_at, revoked_at,
                  coalesce(expires_at <= now(), false) AS expired, (extract(epoch FROM expires_at - now()) * 1000)::float8 AS left,
                  (last_used_at IS NULL OR last_used_at < now() - interval '1 minute') AS stale
           FROM api_key WHERE secret_hash = ANY($1)`,
    values: [[...new Set(secretHashes)]],
  });
  const byHash = new Map(rows.map((row) => [row.secret_hash, row]));
  return secretHashes.map((hash) => byHash.get(hash) ?? null);
});

import { createHash, randomBytes } from 'node:crypto';
import { AppError, type User } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { insertUser, type NewUser } from './user';

const KEY = 'setup-link';
const VALID_MINUTES = 30;
const digest = (token: string) => createHash('sha256').update(token).digest('hex');

/**
 * A new one-time token (128 bit) that makes the first admin; the one before it stops working. Only its hash is kept.
 * @returns null when an admin exists
 */
export async function issueSetupToken(db: Db): Promise<{ token: string; expiresAt: Date } | null> {
  const token = randomBytes(16).toString('base64url');
  const { rows } = await db.pool.query<{ expires_at: Date }>(
    `INSERT INTO setting (key, value, updated_at)
     SELECT $1, jsonb_build_object('hash', $2::text, 'expiresAt', now() + $3 * interval '1 minute'), now()
     WHERE NOT EXISTS (SELECT 1 FROM users WHERE role = 'admin')
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()
     RETURNING (value->>'expiresAt')::timestamptz AS expires_at`,
    [KEY, digest(token), VALID_MINUTES],
  );
  return rows[0] ? { token, expiresAt: rows[0].expires_at } : null;
}

/** A look before the costly hashing of a password, so that a stranger cannot make the server compute. @throws AppError SETUP_LINK_INVALID */
export async function checkSetupToken(db: Db, token: string): Promise<void> {
  const { rowCount } = await db.pool.query(`SELECT 1 FROM setting WHERE key = $1 AND value->>'hash' = $2 AND (value->>'expiresAt')::timestamptz > now()`, [KEY, digest(token)]);
  if (rowCount !== 1) throw invalidLink();
}

/**
 * Makes the first admin, once: the token is spent in the same transaction, so that two senders at once make one admin.
 * @throws AppError SETUP_LINK_INVALID
 */
export async function spendSetupToken(db: Db, token: string, admin: Omit<NewUser, 'role'>): Promise<User> {
  return db.transaction(async (tx) => {
    const spent = await tx.$executeRaw`
      DELETE FROM setting WHERE key = ${KEY} AND value->>'hash' = ${digest(token)} AND (value->>'expiresAt')::timestamptz > now()
        AND NOT EXISTS (SELECT 1 FROM users WHERE role = 'admin')`;
    if (spent !== 1) throw invalidLink();
    return insertUser(tx, null, { ...admin, role: 'admin' });
  });
}

const invalidLink = () =>
  new AppError({ code: 'SETUP_LINK_INVALID', message: 'This setup link was used, has expired, or is not the newest.', fix: 'Open the newest link: it stands in the terminal of the server and in the file setup-link in its data folder. If an admin exists, sign in.' });

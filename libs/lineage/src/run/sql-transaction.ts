import type { PoolClient } from 'pg';
import type { Db } from '../db/create-db';

/** Plain SQL in one transaction, for the worker's path: several statements, no object mapping. */
export async function sqlTransaction<T>(db: Db, work: (tx: PoolClient) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  // a connection cut between two statements reports here; the statement itself fails as well
  const onError = (e: Error) => void (broken = e);
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (e) {
    await client.query('ROLLBACK').catch((rollback: Error) => void (broken = rollback));
    throw e;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

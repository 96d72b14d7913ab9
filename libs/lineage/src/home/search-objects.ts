import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';

export type FoundObject = { kind: 'dataset' | 'experiment' | 'run' | 'model'; id: string; name: string; /** what tells it from others of its name */ detail: string | null; at: Date };

/** LIKE's own signs are searched for as they are. */
const pattern = (text: string) => `%${text.trim().replace(/[\\%_]/g, (c) => `\\${c}`)}%`;

/**
 * Objects by a part of their name, by run number (`#12` or `12`), or by the beginning of their id; newest first, `limit` of each kind.
 * What the command palette shows.
 */
export async function searchObjects(db: Db, scope: Scope, input: { text: string; limit: number }): Promise<FoundObject[]> {
  const text = input.text.trim();
  const number = /^#?(\d{1,9})$/.exec(text)?.[1] ?? null;
  const idStart = /^[0-9a-f-]{6,36}$/i.test(text) ? `${text.toLowerCase()}%` : null;
  const { rows } = await db.pool.query<FoundObject>(
    `(SELECT 'dataset' AS kind, d.id, d.name, (SELECT 'v' || max(v.number) FROM dataset_version v WHERE v.dataset_id = d.id) AS detail, d.updated_at AS at
        FROM dataset d WHERE d.project_id = $1 AND d.archived_at IS NULL AND (d.name ILIKE $2 OR d.id::text LIKE $3) ORDER BY d.updated_at DESC LIMIT $5)
     UNION ALL
     (SELECT 'model', m.id, m.name, (SELECT 'v' || max(v.number) FROM model_version v WHERE v.model_id = m.id), m.created_at
        FROM model m WHERE m.project_id = $1 AND m.archived_at IS NULL AND (m.name ILIKE $2 OR m.id::text LIKE $3) ORDER BY m.created_at DESC LIMIT $5)
     UNION ALL
     (SELECT 'experiment', e.id, e.name, NULL, e.created_at
        FROM experiment e WHERE e.project_id = $1 AND e.archived_at IS NULL AND (e.name ILIKE $2 OR e.id::text LIKE $3) ORDER BY e.created_at DESC LIMIT $5)
     UNION ALL
     (SELECT 'run', r.id, r.name, '#' || r.number, r.created_at
        FROM run r WHERE r.project_id = $1 AND r.archived_at IS NULL AND (r.name ILIKE $2 OR r.id::text LIKE $3 OR r.number = $4::int) ORDER BY (r.number = $4::int) DESC NULLS LAST, r.created_at DESC LIMIT $5)`,
    [scope.projectId, pattern(text), idStart, number, input.limit],
  );
  return rows;
}

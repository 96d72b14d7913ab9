// For tests only: a real database, a folder for artifacts, two projects that must not see each other.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ROLE_PERMISSIONS, type Actor, type ProjectId, type Role } from '@bellwether/contracts';
import { testDatabase } from '@bellwether/prisma/testing';
import { ArtifactStore } from './artifact/artifact-store';
import { createDb, type Db } from './db/create-db';
import { silentLogger, type Deps } from './db/deps';
import type { Scope } from './scope/scope';
import { closeRowSpools } from './spool/row-spool';

export { testDatabase };

export type TestDeps = Deps & {
  url: string;
  projectId: ProjectId;
  /** another shop, to prove that its ids never answer */
  otherProjectId: ProjectId;
  /** a scope of a user with this role (admin unless told) in a project (the first unless told) */
  scope: (role?: Role, projectId?: ProjectId) => Scope;
  close: () => Promise<void>;
};

export const testActor = (role: Role): Actor => ({ kind: role === 'service' ? 'key' : 'user', id: `test-${role}`, name: `Test ${role}`, role, permissions: ROLE_PERMISSIONS[role] });

/** @owns the caller calls `close()` in afterAll: it drops the database and the folder */
export async function testDeps(overrides: Partial<Pick<Deps, 'now' | 'log'>> = {}): Promise<TestDeps> {
  const database = await testDatabase();
  const db: Db = createDb(database.url, { max: 8, applicationName: 'bellwether-test' });
  const home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-artifacts-'));
  const [one, two] = await Promise.all(['shop', 'other'].map((slug) => db.prisma.project.create({ data: { slug, name: `The ${slug}` } })));
  const projectId = one!.id as ProjectId;
  return {
    db,
    artifacts: new ArtifactStore(home),
    log: overrides.log ?? silentLogger,
    now: overrides.now ?? (() => new Date()),
    codeVersion: 'test',
    url: database.url,
    projectId,
    otherProjectId: two!.id as ProjectId,
    scope: (role = 'admin', inProject = projectId) => ({ projectId: inProject, actor: testActor(role) }),
    close: async () => {
      await closeRowSpools(db);
      await db.close();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export { testDatasetVersion, testRuns } from './run/run-testing';

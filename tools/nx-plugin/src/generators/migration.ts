import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Tree } from '@nx/devkit';
import { add } from './edit';
import { spell } from './names';

type Options = { name: string; empty?: boolean };

/**
 * `nx g @bellwether/nx-plugin:migration --name=add-coupon`: the next number, named for its one change, with the SQL that brings
 * the existing migrations to schema.prisma. Refuses when there is nothing to do, unless --empty (a place for hand-written SQL).
 */
export default function migrationGenerator(tree: Tree, { name, empty = false }: Options): void {
  const n = spell(name, 'name of the change');
  const dirs = tree.children('prisma/migrations').filter((d) => /^\d{4}_/.test(d)).sort();
  const number = String(Number((dirs.at(-1) ?? '0000').slice(0, 4)) + 1).padStart(4, '0');
  const sql = empty ? '' : difference(tree.root);
  if (!sql && !empty) throw new Error('prisma/schema.prisma says what the migrations already make: change the schema first, or pass --empty for SQL of your own');
  add(tree, `prisma/migrations/${number}_${n.snake}/migration.sql`, `-- ${n.sentence}.\n${sql || 'SELECT 1;'}\n`);
}

function difference(root: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', path.join(root, 'tools/checks/diff-migrations.ts')], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the schema could not be compared: ${stderr}`);
  return stdout.trim();
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const env = { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false' };

type Linted = { path: string; code: string; messages: { rule: string; severity: number; message: string }[] };

/** Bad imports, one for each wall of the import table. */
const BAD: [string, string][] = [
  ['libs/contracts/src/planted.ts', `import { createDb } from '@bellwether/lineage';`],
  ['libs/metrics/src/planted.ts', `import { fitView } from '@bellwether/features';`],
  ['libs/features/src/planted.ts', `import * as tf from '@tensorflow/tfjs-core';`],
  ['libs/declare/src/planted.ts', `import { planFeature } from '@bellwether/features';`],
  ['libs/search/src/planted.ts', `import { familyRegistry } from '@bellwether/tasks';`],
  ['libs/simulator/src/planted.ts', `import { runTask } from '@bellwether/features';`],
  ['libs/model/src/planted.ts', `import { PrismaClient } from '@prisma/client';`],
  ['libs/tasks/src/planted.ts', `import { createDb } from '@bellwether/lineage';`],
  ['libs/lineage/src/planted.ts', `import * as tf from '@tensorflow/tfjs-core';`],
  ['libs/lineage/src/planted.ts', `import { initTRPC } from '@trpc/server';`],
  ['libs/pipeline/src/planted.ts', `import { PrismaClient } from '@prisma/client';`],
  ['libs/pipeline/src/planted.ts', `import { appRouter } from '@bellwether/api';`],
  ['libs/api/src/planted.ts', `import { familyRegistry } from '@bellwether/tasks';`],
  ['libs/api/src/planted.ts', `import { InferenceSession } from 'onnxruntime-node';`],
  ['apps/training-server/src/planted.ts', `import { useState } from 'react';`],
  ['apps/console/src/planted.ts', `import { createDb } from '@bellwether/lineage';`],
  ['apps/console/src/planted.ts', `import { appRouter } from '@bellwether/api';`],
  ['apps/console/src/planted.ts', `import { initTRPC } from '@trpc/server';`],
];
const GOOD: [string, string][] = [
  ['libs/api/src/planted.ts', `import { createDb } from '@bellwether/lineage';`],
  ['libs/tasks/src/planted.ts', `import { AppError } from '@bellwether/contracts';`],
  ['apps/console/src/planted.ts', `import type { AppRouter } from '@bellwether/api';`],
];
const WALL = ['@nx/enforce-module-boundaries', '@typescript-eslint/no-restricted-imports'];

describe('the import table', () => {
  const lint = (sources: [string, string][]): Linted[] => {
    const input = JSON.stringify(sources.map(([file, code]) => ({ path: file, code })));
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'tools/checks/lint-planted.mjs')], { cwd: root, input, env, encoding: 'utf8', maxBuffer: 1e7 });
    if (!stdout) throw new Error(stderr);
    return JSON.parse(stdout) as Linted[];
  };
  let linted: Linted[];
  beforeAll(() => {
    linted = lint([...BAD, ...GOOD]);
  }, 120_000);
  const refused = ({ messages }: Linted) => messages.filter((m) => m.severity === 2 && WALL.includes(m.rule));

  it.each(BAD.map((b, i) => [...b, i] as const))('%s may not: %s', (_, __, i) => expect(refused(linted[i]!)).not.toEqual([]));
  it.each(GOOD.map((g, i) => [...g, i] as const))('%s may: %s', (_, __, i) => expect(refused(linted[BAD.length + i]!)).toEqual([]));
});

describe('siblings inside a project', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'bellwether-siblings-'));
    writeFileSync(path.join(dir, 'tsconfig.base.json'), '{}');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each([
    ['libs/tasks/src/one/index.ts', '../two/index', 'libs/tasks/src/two/index.ts', 'no-sibling-families'],
    ['libs/api/src/run/list.ts', '../model/get', 'libs/api/src/model/get.ts', 'no-sibling-procedures'],
  ])('%s may not import %s', (from, specifier, to, rule) => {
    for (const [file, code] of [[from, `import { x } from '${specifier}';\nexport const y = x;\n`], [to, 'export const x = 1;\n']] as const) {
      mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
      writeFileSync(path.join(dir, file), code);
    }
    const { stderr, status } = spawnSync(process.execPath, [path.join(root, 'tools/checks/siblings.mjs'), dir], { cwd: root, env, encoding: 'utf8' });
    expect(stderr).toContain(`error ${rule}: ${from} -> ${to}`);
    expect(status).toBe(1);
  });
});

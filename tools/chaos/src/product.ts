import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
export const TOY_FAMILY = path.join(ROOT, 'libs/tasks/src/testing/toy-family.ts');

export type Victim = 'worker' | 'training process' | 'server' | 'database' | 'frozen worker';

/** The whole product as `npm start` runs it, without the console: what is killed is what people run. */
export class Product {
  private readonly process: ChildProcess;
  output = '';

  constructor(private readonly home: string, env: Record<string, string>) {
    this.process = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'tools/ops/src/start.ts')], {
      cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', BELLWETHER_HOME: home, BELLWETHER_CONSOLE: 'off', BELLWETHER_SAMPLE: 'off', BELLWETHER_FAMILIES: TOY_FAMILY, BELLWETHER_LOG_LEVEL: 'warn', ...env },
    });
    this.process.stdout?.on('data', (d) => (this.output += String(d)));
    this.process.stderr?.on('data', (d) => (this.output += String(d)));
  }

  async ready(withinMs: number): Promise<void> {
    for (const began = performance.now(); !this.output.includes('ready in'); ) {
      if (this.process.exitCode !== null || performance.now() - began > withinMs) throw new Error(`the product did not start:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  get ended(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Of the embedded server: its password lies beside its folder, its port in its own file. */
  databaseUrl(): string {
    const folder = databaseFolder(this.home);
    const port = readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n')[3]!.trim();
    return `postgresql://bellwether:${encodeURIComponent(readFileSync(`${folder}.secret`, 'utf8').trim())}@127.0.0.1:${port}/bellwether`;
  }

  /** Process ids of a kind of victim, as they are now. */
  pids(victim: Victim): number[] {
    if (victim === 'database') return postmaster(this.home);
    const name = victim === 'server' ? 'src/main.ts' : victim === 'training process' ? 'train-child' : 'src/worker.ts';
    return descendants(this.process.pid!).filter((pid) => commandOf(pid).some((arg) => arg.endsWith(name)));
  }

  /** @returns exit code and what of it still lives */
  async stop(): Promise<{ code: number | null; orphans: number[] }> {
    const before = [...descendants(this.process.pid!), ...postmaster(this.home)];
    const exited = new Promise<number | null>((resolve) => (this.ended ? resolve(this.process.exitCode) : this.process.once('exit', resolve)));
    this.process.kill('SIGTERM');
    const code = await exited;
    return { code, orphans: before.filter((pid) => commandOf(pid).length > 0) };
  }

  kill(): void {
    for (const pid of [...descendants(this.process.pid!), ...postmaster(this.home)]) signal(pid, 'SIGKILL');
    this.process.kill('SIGKILL');
  }
}

export const signal = (pid: number, name: NodeJS.Signals): boolean => {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
};

const databaseFolder = (home: string): string => path.join(home, 'postgres');

/** The server itself; its helpers are named otherwise. */
function postmaster(home: string): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  return all.filter((pid) => {
    const args = commandOf(pid);
    return args[0]?.endsWith('/postgres') === true && args[args.indexOf('-D') + 1] === databaseFolder(home);
  });
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

function descendants(root: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
    } catch {
      // it ended while we looked
    }
  }
  const all: number[] = [];
  for (let next = parents.get(root) ?? []; next.length; next = next.flatMap((pid) => parents.get(pid) ?? [])) all.push(...next);
  return all;
}

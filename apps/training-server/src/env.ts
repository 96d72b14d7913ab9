import path from 'node:path';
import { AppError } from '@bellwether/contracts';
import { z } from 'zod';

const list = z.string().transform((text) => text.split(',').map((s) => s.trim()).filter(Boolean));
const flag = z.enum(['on', 'off', 'true', 'false', '1', '0', '']).transform((v) => v === 'on' || v === 'true' || v === '1');

/** Every setting of server and worker. This file is the only reader of process.env. */
const envSchema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'expected postgresql://user:password@host:port/database'),
  /** artifacts, uploads, secret, setup link */
  BELLWETHER_HOME: z.string().default('.bellwether'),
  TRAINING_SERVER_PORT: z.coerce.number().int().min(0).max(65535).default(4100),
  TRAINING_SERVER_HOST: z.string().default('127.0.0.1'),
  /** the address that people open: the console's */
  BELLWETHER_URL: z.url().default('http://localhost:4000'),
  /** where the console listens; another than loopback is refused until an admin exists */
  BELLWETHER_HOST: z.string().default('127.0.0.1'),
  /** more host names that people may use, with commas */
  BELLWETHER_ALLOWED_HOSTS: list.default([]),
  BELLWETHER_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  BELLWETHER_DB_POOL: z.coerce.number().int().min(2).max(100).default(10),
  BELLWETHER_SESSION_HOURS: z.coerce.number().min(0.1).max(24 * 30).default(12),
  /** without a request; an open live page asks again every half hour and so stays signed in */
  BELLWETHER_IDLE_MINUTES: z.coerce.number().min(1).max(24 * 60 * 30).default(60),
  /** training processes at once in one worker */
  BELLWETHER_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  /** largest resident memory of one training process */
  BELLWETHER_RUN_MEMORY_MB: z.coerce.number().int().min(64).max(1_000_000).default(6144),
  /** a training process that says nothing for this long is ended */
  BELLWETHER_RUN_STALL_MINUTES: z.coerce.number().min(0.01).max(24 * 60).default(15),
  /** modules with task families from outside this repository, with commas */
  BELLWETHER_FAMILIES: list.default([]),
  /** training engine asked for; nothing: the best that is there */
  BELLWETHER_ENGINE: z.string().default(''),
  /** version of the code, where git is not at hand */
  BELLWETHER_CODE_VERSION: z.string().default(''),
  BELLWETHER_SAMPLE: flag.default(true),
  /** what passwords of event sources are encrypted with; nothing: a file of the data folder, made once */
  BELLWETHER_SECRET_KEY: z.string().min(32, 'expected at least 32 characters').or(z.literal('')).default(''),
});

export type Env = {
  databaseUrl: string;
  /** absolute */
  home: string;
  port: number;
  host: string;
  publicUrl: URL;
  publicHost: string;
  allowedHosts: string[];
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  dbPool: number;
  sessionHours: number;
  idleMinutes: number;
  workers: number;
  /** @unit bytes */
  runMemoryBytes: number;
  /** @unit ms */
  runStallMs: number;
  familyModules: string[];
  engine: string | null;
  codeVersion: string;
  sample: boolean;
  secretKey: string;
  sourcePasswords: Record<string, string>;
};

/** @throws AppError CONFIG_INVALID naming every variable that does not fit */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = envSchema.safeParse(Object.fromEntries(Object.entries(source).filter(([, v]) => v !== undefined && v !== '')));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
    throw new AppError({ code: 'CONFIG_INVALID', message: `Settings do not fit: ${problems.join('; ')}.`, fix: 'Correct these environment variables and start again.' });
  }
  const e = parsed.data;
  return {
    databaseUrl: e.DATABASE_URL,
    home: path.resolve(e.BELLWETHER_HOME),
    port: e.TRAINING_SERVER_PORT,
    host: e.TRAINING_SERVER_HOST,
    publicUrl: new URL(e.BELLWETHER_URL),
    publicHost: e.BELLWETHER_HOST,
    allowedHosts: e.BELLWETHER_ALLOWED_HOSTS,
    logLevel: e.BELLWETHER_LOG_LEVEL,
    dbPool: e.BELLWETHER_DB_POOL,
    sessionHours: e.BELLWETHER_SESSION_HOURS,
    idleMinutes: e.BELLWETHER_IDLE_MINUTES,
    workers: e.BELLWETHER_WORKERS,
    runMemoryBytes: e.BELLWETHER_RUN_MEMORY_MB * 1024 ** 2,
    runStallMs: e.BELLWETHER_RUN_STALL_MINUTES * 60_000,
    familyModules: e.BELLWETHER_FAMILIES,
    engine: e.BELLWETHER_ENGINE || null,
    codeVersion: e.BELLWETHER_CODE_VERSION,
    sample: e.BELLWETHER_SAMPLE,
    secretKey: e.BELLWETHER_SECRET_KEY,
    // named by the sources that use them
    sourcePasswords: Object.fromEntries(Object.entries(source).filter((entry): entry is [string, string] => entry[0].startsWith('BELLWETHER_SOURCE_') && entry[1] !== undefined)),
  };
}

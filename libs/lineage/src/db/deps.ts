import type { ArtifactStore } from '../artifact/artifact-store';
import type { Db } from './create-db';

/** Structured lines: the object first, then a sentence. pino fits. Never a secret, never a row of data. */
export type Logger = Record<'debug' | 'info' | 'warn' | 'error', (fields: Record<string, unknown>, message: string) => void>;

/** What every step is given, built once by the composition root (training-server/src/deps.ts) or a test. */
export type Deps = {
  db: Db;
  artifacts: ArtifactStore;
  log: Logger;
  /** the clock of this process; what is compared with a lease uses the database's */
  now: () => Date;
  /** version of the running code, kept with every run and model */
  codeVersion: string;
  /** what kept passwords are encrypted with; left out: the file secret-key beside the artifacts */
  secretKey?: string;
  /** passwords of event sources that stand in the environment: BELLWETHER_SOURCE_… */
  sourcePasswords?: Readonly<Record<string, string>>;
};

export const silentLogger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

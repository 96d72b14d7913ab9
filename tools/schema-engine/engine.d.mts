/** Prisma's schema engine as WebAssembly over the pg adapter. */
export type SchemaEngine = { applyMigrations(params: unknown): Promise<unknown>; free(): void } & Record<string, (params: unknown) => Promise<unknown>>;
export function openEngine(url: string, datamodels: string[]): Promise<{ engine: SchemaEngine; close: () => Promise<void> }>;
export function poolConfig(url: string): { host: string; port: number; user: string; password: string; database: string };
export let panic: string | undefined;

export { PrismaClient, Prisma } from './generated/client';
export { startEmbedded, freePort } from './embedded';
export type { EmbeddedPostgres } from './embedded';
export { deployMigrations, inspectDatabase, migrationNames } from './migrate';
export { installJobQueue } from './job-queue';
export type { DatabaseState } from './migrate';

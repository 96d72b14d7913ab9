/** Makes or updates the job library's own schema (graphile_worker). Part of the migrations: jobs are queued by SQL. */
export async function installJobQueue(url: string): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker');
  // the library prints each migration; errors reach us as exceptions
  await runMigrations({ connectionString: url, logger: new Logger(() => () => undefined) });
}

// Makes the project graph that the import walls are judged by: without it ESLint's rule passes everything in silence.
process.env.NX_DAEMON = 'false';
const { createProjectGraphAsync } = await import('@nx/devkit');
await createProjectGraphAsync({ exitOnError: true, resetDaemonClient: true });

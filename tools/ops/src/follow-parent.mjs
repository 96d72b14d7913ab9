// Preloaded into processes that are not ours (Next): they end with the launcher, also when that was killed outright.
process.on('disconnect', () => {
  setTimeout(() => process.exit(0), 2000).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref();

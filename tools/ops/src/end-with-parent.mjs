// Preloaded into server and worker. Their own modules take seconds to load: a launcher that is killed meanwhile would leave a process that never hears of it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

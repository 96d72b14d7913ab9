const { spawn } = require('node:child_process');
const path = require('node:path');

const root = path.resolve(__dirname, '../..');

/** Jest global setup: one real Postgres for the project's tests. It ends with its standard input, so a killed Jest leaves nothing. */
module.exports = async () => {
  if (process.env.BELLWETHER_TEST_DATABASE_URL) return;
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'prisma/src/testing-server.ts')], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const line = await new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (d) => {
      out += d;
      if (out.includes('\n')) resolve(out.split('\n')[0]);
    });
    child.on('exit', (code) => reject(new Error(`the test Postgres ended with ${code}`)));
  });
  process.env.BELLWETHER_TEST_DATABASE_URL = JSON.parse(line).url;
  globalThis.__bellwetherPostgres = child;
};

module.exports = async () => {
  const child = globalThis.__bellwetherPostgres;
  if (!child) return;
  await new Promise((resolve) => {
    child.on('exit', resolve);
    child.stdin.end();
  });
};

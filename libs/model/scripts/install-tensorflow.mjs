/**
 * Brings the optional `tensorflow` engine: `nx run model:install-tensorflow` (add `--args=--gpu` for CUDA).
 * First by the package's own download; where that is out of reach, its addon is built against the TensorFlow library inside the
 * pip wheel, which is newer than the 2022 library the package would download. Nothing of this is part of `npm ci`, and package.json
 * and the lock file stay as they are: it all goes to one folder, which can be deleted.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '4.22.0';
const WHEEL = '2.21.0';
const gpu = process.argv.includes('--gpu');
const name = gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const folder = resolve(process.env.BELLWETHER_TENSORFLOW_DIR ?? join(root, '.bellwether/tensorflow'));
const home = join(folder, 'node_modules', name);
const addon = join(home, 'lib/napi-v8/tfjs_binding.node');

const run = (command, args, cwd = folder) => execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
const read = (command, args, cwd = folder) => execFileSync(command, args, { cwd, encoding: 'utf8' }).trim();

function works() {
  try {
    console.log(read(process.execPath, ['-e', `const tf = require(${JSON.stringify(home)}); console.log('TensorFlow', tf.version['tfjs-node'] ?? '', 'library', require(${JSON.stringify(addon)}).TF_Version, 'works:', tf.matMul([[2]], [[3]]).dataSync()[0] === 6)`]).split('\n').at(-1));
    return true;
  } catch (e) {
    console.error(`not yet: ${String(e.stderr || e.message).split('\n').find((l) => /Error|error/.test(l)) ?? e.message}`);
    return false;
  }
}

function link(target, path) {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

function wheelLibraries() {
  const wheel = gpu ? 'tensorflow' : 'tensorflow-cpu';
  run('python3', ['-m', 'pip', 'download', '--no-deps', '-d', folder, `${wheel}==${WHEEL}`]);
  const file = readdirSync(folder).find((f) => f.startsWith(wheel.replace('-', '_')) && f.endsWith('.whl'));
  const unpacked = join(folder, 'wheel');
  rmSync(unpacked, { recursive: true, force: true });
  run('python3', ['-m', 'zipfile', '-e', file, unpacked]);
  const tensorflow = join(unpacked, 'tensorflow');
  const lib = join(home, 'deps/lib');
  mkdirSync(lib, { recursive: true });
  for (const part of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) copyFileSync(join(tensorflow, part), join(lib, part));
  link('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so'));
  link('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so.2'));
  link('libtensorflow_framework.so.2', join(lib, 'libtensorflow_framework.so'));
  rmSync(join(home, 'deps/include'), { recursive: true, force: true });
  run('cp', ['-r', join(tensorflow, 'include'), join(home, 'deps/include')]);
  rmSync(unpacked, { recursive: true, force: true });
  rmSync(join(folder, file), { force: true });
}

function build() {
  const gyp = join(read('npm', ['root', '-g']), 'npm/node_modules/node-gyp/bin/node-gyp.js');
  // The headers that came with this Node, where they did: nothing to download.
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  run(process.execPath, [gyp, 'rebuild', ...headers, '--module_name=tfjs_binding', `--module_path=${join(home, 'lib/napi-v8')}`, '--napi_version=8', '--napi_build_version=8'], home);
}

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bellwether-tensorflow', private: true }));
if (!existsSync(addon) || !works()) {
  try {
    run('npm', ['install', '--no-audit', '--no-fund', '--no-save', `${name}@${VERSION}`]);
  } catch {
    console.error('The package could not finish by itself; its addon is built against the pip wheel instead.');
    run('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', `${name}@${VERSION}`]);
  }
  if (!existsSync(addon) || !works()) {
    wheelLibraries();
    build();
    if (!works()) process.exit(1);
  }
}
console.log(`The tensorflow engine is in ${folder}.`);

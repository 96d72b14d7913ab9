import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The part of esbuild's interface that is used. */
type Loaded = { contents: string; loader: 'ts' | 'js' };
type ToResolve = { path: string; kind: string; resolveDir: string; pluginData: unknown };
type PluginBuild = {
  resolve(path: string, options: { kind: string; resolveDir: string; pluginData: unknown }): Promise<{ path: string; errors: unknown[] }>;
  onResolve(options: { filter: RegExp }, resolve: (args: ToResolve) => Promise<{ path: string; external: true } | { path: string; namespace: string } | undefined>): void;
  onLoad(options: { filter: RegExp; namespace: string }, load: (args: { path: string }) => Loaded | Promise<Loaded | undefined>): void;
};
type Bundler = {
  version: string;
  build(options: {
    stdin: { contents: string; resolveDir: string; sourcefile: string; loader: 'ts' }; absWorkingDir: string; bundle: true; write: false; outfile: string; banner: { js: string }; tsconfigRaw: string; sourcemap: 'inline'; sourcesContent: false; platform: 'node'; format: 'esm'; target: string; logLevel: 'silent';
    plugins: { name: string; setup: (build: PluginBuild) => void }[];
  }): Promise<{ outputFiles: { text: string }[] }>;
};
type Stamp = [size: number, mtimeMs: number];
/** What a kept bundle was made of: by whom, and the size and time of every file that was read for it. */
type Manifest = { maker: string; inputs: [file: string, ...Stamp][] };

/** Of what is installed, this is bundled too: a hundred small modules. All else loads as it stands; native addons and files read at run time stay where they are. */
const BUNDLED = /^(@bellwether\/|zod($|\/))/;
/** Under this name a bundle holds the modules that it was made with. */
const HELD = 'bellwether.bundled-modules';
/** As tsconfig.base.json has it, and no other file that would have to be watched. */
const TSCONFIG = JSON.stringify({ compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } });
/** Under this name the bundle finds what loads CommonJS. */
const REQUIRE = 'requireInstalled';
const SKIP = 'resolved by the bundler itself';

const made = new Map<string, Promise<string | null>>();

/**
 * A script of this repository as one file for a child process. Hundreds of modules, each of them found and transformed, cost a child seconds; one file costs a fraction of that.
 * Kept in node_modules/.cache and made again when one of its sources changed; looked up once a process.
 * @param entry absolute path of a TypeScript module
 * @param modules absolute paths of more modules that it may ask for by `importModule`
 * @returns the file, or null where none can be made or kept: the child then has to load its modules
 */
export function bundledScript(entry: string, modules: readonly string[] = []): Promise<string | null> {
  const key = [entry, ...modules].join('\0');
  let script = made.get(key);
  if (!script) made.set(key, (script = findOrMake(entry, modules).catch(() => null)));
  return script;
}

/** A module by its absolute path: the bundle's own, where this process runs one that holds it. */
export async function importModule(file: string): Promise<Record<string, unknown>> {
  const held = (globalThis as unknown as Record<symbol, Map<string, Record<string, unknown>> | undefined>)[Symbol.for(HELD)];
  return held?.get(file) ?? ((await import(pathToFileURL(file).href)) as Record<string, unknown>);
}

/** As `bundledScript`, without its memory. @throws Error when a source cannot be bundled, or the bundle not kept */
export async function findOrMake(entry: string, modules: readonly string[] = []): Promise<string> {
  const here = createRequire(import.meta.url);
  // what runs the modules brings the bundler along
  const tsx = here.resolve('tsx');
  const bundler = createRequire(tsx)('esbuild') as Bundler;
  const folder = path.join(tsx.slice(0, tsx.lastIndexOf(`${path.sep}node_modules${path.sep}`)), 'node_modules/.cache/bellwether');
  const name = `${path.basename(entry, '.ts')}-${createHash('sha256').update([entry, ...modules].join('\0')).digest('hex').slice(0, 8)}`;
  const [file, manifestFile] = [path.join(folder, `${name}.mjs`), path.join(folder, `${name}.json`)];
  const maker = `3, esbuild ${bundler.version}`;
  const kept = await readFile(manifestFile, 'utf8').then((text) => JSON.parse(text) as Manifest, () => null);
  if (kept?.maker === maker && (await unchanged(kept.inputs)) && (await stamp(file))) return file;
  const { text, inputs } = await bundle(bundler, file, entry, modules);
  await mkdir(folder, { recursive: true });
  // several processes may make it at once: each puts a whole file in place, the manifest last
  await put(file, text);
  await put(manifestFile, JSON.stringify({ maker, inputs } satisfies Manifest));
  return file;
}

async function bundle(bundler: Bundler, outfile: string, entry: string, modules: readonly string[]): Promise<{ text: string; inputs: Manifest['inputs'] }> {
  const root = path.dirname(entry);
  const contents = [
    ...modules.map((file, i) => `import * as m${i} from ${JSON.stringify(file)};`),
    `globalThis[Symbol.for('${HELD}')] = new Map([${modules.map((file, i) => `[${JSON.stringify(file)}, m${i}]`).join(', ')}]);`,
    `await import(${JSON.stringify(entry)});`,
  ].join('\n');
  // looked at before it is read: a change in between makes the bundle anew the next time, and is never missed
  const read = new Map<string, Stamp>();
  const note = async (file: string): Promise<boolean> => {
    const at = read.get(file) ?? (await stamp(file));
    if (at) read.set(file, at);
    return at !== null;
  };
  /** The nearest package.json: what a package's name leads to stands there. */
  const packageOf = async (file: string): Promise<string | null> => {
    for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) if (await note(path.join(folder, 'package.json'))) return path.join(folder, 'package.json');
    return null;
  };
  const { outputFiles } = await bundler.build({
    stdin: { contents, resolveDir: root, sourcefile: 'start.ts', loader: 'ts' }, absWorkingDir: root,
    // an error names the line of the source
    outfile, banner: { js: `import { createRequire as requireFrom } from 'node:module'; const ${REQUIRE} = requireFrom(import.meta.url);` }, sourcemap: 'inline', sourcesContent: false, tsconfigRaw: TSCONFIG,
    bundle: true, write: false, platform: 'node', format: 'esm', target: 'node20', logLevel: 'silent',
    plugins: [{ name: 'installed', setup: (build) => {
      build.onResolve({ filter: /^[^.]/ }, async ({ path: name, kind, resolveDir, pluginData }) => {
        if (pluginData === SKIP || path.isAbsolute(name) || isBuiltin(name) || BUNDLED.test(name)) return undefined;
        const found = await build.resolve(name, { kind, resolveDir, pluginData: SKIP });
        // by its name what is not installed, which whoever asks for it must expect
        if (found.errors.length > 0) return { path: name, external: true };
        await note(found.path);
        // by its place, for the bundle lies elsewhere
        return isCommonJs(found.path, await packageOf(found.path)) ? { path: found.path, namespace: 'installed' } : { path: pathToFileURL(found.path).href, external: true };
      });
      // Imported, Node would read it twice more to learn its names: half of what a short process costs
      build.onLoad({ filter: /./, namespace: 'installed' }, ({ path: file }) => ({ loader: 'js', contents: `module.exports = ${REQUIRE}(${JSON.stringify(file)});` }));
      build.onLoad({ filter: /./, namespace: 'file' }, async ({ path: file }) => {
        await note(file);
        await packageOf(file);
        if (!file.endsWith('.ts')) return undefined;
        // a module that asks where it lies means its source
        const source = await readFile(file, 'utf8');
        if (!source.includes('import.meta.')) return undefined;
        return { loader: 'ts', contents: source.replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file))).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)) };
      });
    } }],
  });
  return { text: outputFiles[0]!.text, inputs: [...read].map(([file, at]): Manifest['inputs'][number] => [file, ...at]) };
}

/** As Node tells it, of a file and the package.json nearest to it. */
function isCommonJs(file: string, packageFile: string | null): boolean {
  const kind = path.extname(file);
  return kind === '.cjs' || (kind === '.js' && (packageFile === null || (JSON.parse(readFileSync(packageFile, 'utf8')) as { type?: string }).type !== 'module'));
}

const stamp = (file: string): Promise<Stamp | null> => stat(file).then(({ size, mtimeMs }) => [size, mtimeMs], () => null);

async function unchanged(inputs: Manifest['inputs']): Promise<boolean> {
  const stamps = await Promise.all(inputs.map(([file]) => stamp(file)));
  return stamps.every((s, i) => s !== null && s[0] === inputs[i]![1] && s[1] === inputs[i]![2]);
}

async function put(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, file);
}

import type { Tree } from '@nx/devkit';

/** Refuses to overwrite: a generator adds. */
export function add(tree: Tree, file: string, content: string): void {
  if (tree.exists(file)) throw new Error(`${file} exists already: choose another name or delete it first`);
  tree.write(file, content);
}

export function read(tree: Tree, file: string): string {
  const content = tree.read(file, 'utf-8');
  if (content === null) throw new Error(`expected the file ${file}: run the generator in the root of the workspace`);
  return content;
}

/** Puts `line` at its place among the lines that match `among` (sorted), or after `anchor` where there is none yet. */
export function insertSorted(tree: Tree, file: string, line: string, among: RegExp, anchor?: RegExp): void {
  const lines = read(tree, file).split('\n');
  if (lines.includes(line)) throw new Error(`${file} has this line already: ${line.trim()}`);
  const at = lines.flatMap((l, i) => (among.test(l) ? [i] : []));
  const after = at.filter((i) => lines[i]!.trim() < line.trim()).pop();
  const index = after !== undefined ? after + 1 : (at[0] ?? (anchor ? lines.findIndex((l) => anchor.test(l)) + 1 : lines.length - 1));
  lines.splice(index, 0, line);
  tree.write(file, lines.join('\n'));
}

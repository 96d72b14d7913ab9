// Lints sources that are not on disk, as if they stood at the given paths: [{ path, code }] on standard input, messages on standard output.
import path from 'node:path';
import { ESLint } from 'eslint';
import './project-graph.mjs';

const root = path.resolve(import.meta.dirname, '../..');
let text = '';
for await (const chunk of process.stdin) text += chunk;
const eslint = new ESLint({ cwd: root });
const results = [];
for (const { path: file, code } of JSON.parse(text)) {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  results.push({ path: file, code, messages: result.messages.map((m) => ({ rule: m.ruleId, severity: m.severity, message: m.message })) });
}
process.stdout.write(JSON.stringify(results));

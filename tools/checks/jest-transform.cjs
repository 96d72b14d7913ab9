const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const swc = require('@swc/jest');

/**
 * In the sandbox of a test a global is looked up anew at each use, through the sandbox: `Math.imul` in a loop takes fifty times what it takes outside.
 * As a constant of the module it costs what it costs everywhere else. Only what the language brings, which no fake clock replaces.
 */
const NAMES = [
  'Array', 'BigInt', 'Boolean', 'Infinity', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object', 'Set', 'String', 'Symbol', 'WeakMap',
  'Float32Array', 'Float64Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Uint8Array', 'Uint16Array', 'Uint32Array', 'isNaN',
];
const OWN = createHash('sha256').update(readFileSync(__filename)).digest('hex');

/** A name that the module itself gives to something is left alone. */
const isBound = (code, name) => new RegExp(`(^|\\n)import\\b[^;\\n]*\\b${name}\\b|\\b(const|let|var|function|class)\\s+${name}\\b`).test(code);

function withConstants(result) {
  const names = NAMES.filter((name) => new RegExp(`(?<![.\\w$])${name}\\b`).test(result.code) && !isBound(result.code, name));
  if (names.length === 0) return result;
  // on the first line, so that every other one stays where it was; a directive must stay first
  const directive = /^(?:\s|\/\*[\s\S]*?\*\/|\/\/.*\n)*(['"])use strict\1;?/.exec(result.code)?.[0] ?? '';
  return { ...result, code: `${directive}const { ${names.join(', ')} } = globalThis; ${result.code.slice(directive.length)}` };
}

/** TypeScript by swc; what is installed as it stands. */
module.exports = {
  createTransformer(options) {
    if (options?.installed) return { getCacheKey: (source) => createHash('sha256').update(source).update(OWN).digest('hex'), process: (source) => withConstants({ code: source }) };
    const inner = swc.createTransformer(options);
    return {
      canInstrument: inner.canInstrument,
      getCacheKey: (source, file, jest) => createHash('sha256').update(inner.getCacheKey(source, file, jest)).update(OWN).digest('hex'),
      process: (source, file, jest) => withConstants(inner.process(source, file, jest)),
      processAsync: async (source, file, jest) => withConstants(await inner.processAsync(source, file, jest)),
    };
  },
};

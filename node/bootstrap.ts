/**
 * What `NODE_OPTIONS=--require` names: starts the helper of SIDETRACE_NODE where there is one. It is the same in every version of
 * Sidetrace and stands where it stays: a terminal outlives an update of the extension, and Node does not start where a
 * required file is missing.
 */
// Without `node:`, which Node below 14.18 does not know: there too programs start as ever.
// biome-ignore-start lint/style/useNodejsImportProtocol: see above
import { readFileSync } from 'fs';
import { dirname } from 'path';
import { compileFunction } from 'vm';

// biome-ignore-end lint/style/useNodejsImportProtocol: see above

const { SIDETRACE_URL: url, SIDETRACE_NODE: file } = process.env;
const started = Symbol.for('sidetrace.started');
const isNewEnough = Number.parseInt(process.versions.node, 10) >= 18;

if (url && file && isNewEnough && !(started in globalThis)) {
  try {
    Object.defineProperty(globalThis, started, { value: true });
    const helper = { exports: {} };
    const names = ['exports', 'require', 'module', '__filename', '__dirname'];
    // Debuggers neither step into nor stop in code with such a name, and stack traces show it like Node's own.
    const run = compileFunction(readFileSync(file, 'utf8'), names, { filename: 'node:sidetrace' });
    run(helper.exports, require, helper, file, dirname(file));
  } catch (error) {
    // The terminal is the user's: silent, unless the helper itself is looked into.
    if (process.env.SIDETRACE_DEBUG) console.error(error);
  }
}

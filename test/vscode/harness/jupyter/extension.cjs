// What the Jupyter extension, which is not to be had here, offers to other extensions: `kernels.getKernel(…).executeCode(…)`.
// The kernel is a real one, of the Python in SIDETRACE_TEST_PYTHON, started as before Sidetrace was there.

const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const mimes = {
  text: 'application/vnd.code.notebook.stdout',
  error: 'application/vnd.code.notebook.error',
};

function environment() {
  const names = Object.keys(process.env).filter(
    (name) => !/^(SIDETRACE_(URL|OFFERED)|PYTHONPATH)$/.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/** @param {import('vscode').ExtensionContext} context */
function startKernel(context) {
  const python = process.env.SIDETRACE_TEST_PYTHON ?? 'python';
  const child = spawn(python, [join(__dirname, 'kernel.py')], {
    env: environment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  context.subscriptions.push({ dispose: () => child.stdin.end() });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    status: 'idle',
    language: 'python',
    /** @param {string} code */
    async *executeCode(code) {
      child.stdin.write(`${JSON.stringify(code)}\n`);
      for (;;) {
        const { done, value } = await lines.next();
        if (done) throw new Error('The kernel ended');
        const { text, error, done: ran } = JSON.parse(value);
        if (ran) return;
        const item = error
          ? { mime: mimes.error, data: JSON.stringify(error) }
          : { mime: mimes.text, data: text };
        yield { items: [{ mime: item.mime, data: new TextEncoder().encode(item.data) }] };
      }
    },
  };
}

/** @param {import('vscode').ExtensionContext} context */
function activate(context) {
  /** @type {ReturnType<typeof startKernel> | undefined} */
  let kernel;
  return {
    kernels: {
      getKernel: async () => {
        kernel ??= startKernel(context);
        return kernel;
      },
    },
  };
}

module.exports = { activate };

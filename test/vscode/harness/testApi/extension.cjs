// Answers POST / {source, argument} with what the function `source` returns for (vscode, argument). The newest
// extension host writes its port last, so after a reload the file names the one that the page talks to.

const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { runInThisContext } = require('node:vm');
const vscode = require('vscode');

const portFile = process.env.SIDETRACE_TEST_API_FILE;

/** @param {import('node:http').IncomingMessage} request */
async function readJson(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** @param {{ readonly source: string, readonly argument: unknown }} call */
async function evaluate({ source, argument }) {
  const value = await runInThisContext(`(${source})`)(vscode, argument);
  return { value: value ?? null };
}

/** @param {vscode.ExtensionContext} context */
function activate(context) {
  const server = createServer((request, response) => {
    readJson(request)
      .then(evaluate)
      .catch((error) => ({ error: String(error?.stack ?? error) }))
      .then((answer) => response.end(JSON.stringify(answer)));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (portFile && typeof address === 'object' && address) writeFileSync(portFile, String(address.port));
  });
  context.subscriptions.push({ dispose: () => server.close() });
}

module.exports = { activate };

// The environment of VS Code has the examples' Python first on the PATH, but a shell's own start-up file may put
// another one (pyenv's, conda's) before it. VS Code's shell integration sets the PATH once more after that file.

const { delimiter, dirname } = require('node:path');

/** @param {import('vscode').ExtensionContext} context */
function activate({ environmentVariableCollection: variables }) {
  const bin = process.env.SIDETRACE_EXAMPLES_BIN;
  if (!bin) return;
  const options = { applyAtProcessCreation: true, applyAtShellIntegration: true };
  variables.persistent = false;
  variables.prepend('PATH', bin + delimiter, options);
  variables.replace('VIRTUAL_ENV', dirname(bin), options);
}

module.exports = { activate };

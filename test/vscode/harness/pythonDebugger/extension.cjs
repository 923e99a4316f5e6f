// As much of the Python Debugger extension as tests need, which is not to be had here: starts the adapter of debugpy, and
// attaches to the child processes that it tells of. A configuration names its Python, with debugpy, by path in
// `python`, or that of the adapter in `debugAdapterPython`.

const vscode = require('vscode');

const type = 'debugpy';

/** @param {vscode.DebugSession} session */
function adapterOf({ configuration: { request, connect, python, debugAdapterPython = python } }) {
  return request === 'attach' && connect
    ? new vscode.DebugAdapterServer(connect.port, connect.host)
    : new vscode.DebugAdapterExecutable(debugAdapterPython, ['-m', 'debugpy.adapter']);
}

/** @param {vscode.DebugSessionCustomEvent} event */
function attachToChild({ event, session, body }) {
  if (event !== 'debugpyAttach') return;
  void vscode.debug.startDebugging(session.workspaceFolder, body, { parentSession: session });
}

/** @param {vscode.ExtensionContext} context */
function activate(context) {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory(type, { createDebugAdapterDescriptor: adapterOf }),
    vscode.debug.onDidReceiveDebugSessionCustomEvent(attachToChild),
  );
}

module.exports = { activate };

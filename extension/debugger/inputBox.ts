import * as vscode from 'vscode';
import type { Callee } from '../../protocol/messages/debugging.ts';

/** The condition as the user wants it; undefined: given up. */
export function askForCondition(callee: Callee, condition: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Break when {0} is called with', callee.name),
    prompt: vscode.l10n.t('A Python expression over its parameters: {0}', parameterList(callee)),
    value: condition,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Enter a condition.') : undefined),
  });
}

function parameterList({ parameters }: Callee): string {
  return parameters.map(({ name }) => name).join(', ');
}

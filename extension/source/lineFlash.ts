import * as vscode from 'vscode';
import type { Disposable } from '../../protocol/base/disposable.ts';

const flashMs = 1200;

/** Lights up the line that was opened for a moment, so that the eye finds it. */
export class LineFlash implements Disposable {
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
    isWholeLine: true,
  });
  #pending: NodeJS.Timeout | undefined;

  /** `line` counts from 1. */
  show(editor: vscode.TextEditor | undefined, line: number): void {
    this.#clear();
    if (!editor) return;
    editor.setDecorations(this.#decoration, [new vscode.Range(line - 1, 0, line - 1, 0)]);
    this.#pending = setTimeout(() => this.#clear(), flashMs);
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#decoration.dispose();
  }

  #clear(): void {
    clearTimeout(this.#pending);
    for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(this.#decoration, []);
  }
}

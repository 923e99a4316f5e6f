import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { revealSpanCommand } from '../../protocol/messages/language.ts';
import type { LineValue } from '../../protocol/messages/values.ts';

/** Calm where all is well; by colour and sign (→ ✗ …) where not. */
const colours = {
  ok: new vscode.ThemeColor('descriptionForeground'),
  failed: new vscode.ThemeColor('editorError.foreground'),
  running: new vscode.ThemeColor('textLink.foreground'),
} as const satisfies Readonly<Record<LineValue['state'], vscode.ThemeColor>>;

/** The values behind the lines of an editor. */
export class ValueDecorations implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #type = this.#owned.register(
    vscode.window.createTextEditorDecorationType({
      after: { margin: '0 0 0 2em' },
      // Whatever is typed, the value stands behind the end of its line and never between text and cursor.
      isWholeLine: true,
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    }),
  );

  show(editor: vscode.TextEditor, values: readonly LineValue[]): void {
    const { document } = editor;
    editor.setDecorations(
      this.#type,
      values.filter(({ line }) => line < document.lineCount).map((value) => decorationOf(document, value)),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function decorationOf(
  document: vscode.TextDocument,
  { line, text, state, tooltip }: LineValue,
): vscode.DecorationOptions {
  const { end } = document.lineAt(line).range;
  const hover = new vscode.MarkdownString(tooltip);
  hover.isTrusted = { enabledCommands: [revealSpanCommand] };
  return {
    range: new vscode.Range(end, end),
    hoverMessage: hover,
    renderOptions: { after: { contentText: text, color: colours[state] } },
  };
}

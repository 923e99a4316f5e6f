import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { CallMark, LineMark } from '../../protocol/messages/values.ts';

const marks: readonly CallMark[] = ['running', 'ok', 'failed', 'stale'];

/** Each has a shape of its own beside its colour: triangle, check, cross, broken circle. */
const themes: Readonly<Record<vscode.ColorThemeKind, string>> = {
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.HighContrast]: 'hc-dark',
  [vscode.ColorThemeKind.HighContrastLight]: 'hc-light',
};

type Types = Readonly<Record<CallMark, vscode.TextEditorDecorationType>>;

/** The marks in the gutter of an editor. */
export class MarkDecorations implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #media: vscode.Uri;
  readonly #changes = this.#owned.register(new vscode.EventEmitter<void>());
  #types: Types;

  constructor(extensionUri: vscode.Uri) {
    this.#media = vscode.Uri.joinPath(extensionUri, 'media');
    this.#types = this.#make(vscode.window.activeColorTheme);
    this.#owned.register(
      vscode.window.onDidChangeActiveColorTheme((theme) => {
        disposeAll(this.#types);
        this.#types = this.#make(theme);
        this.#changes.fire();
      }),
    );
  }

  /** Everything has to be shown anew. */
  get onReset(): vscode.Event<void> {
    return this.#changes.event;
  }

  show(editor: vscode.TextEditor, shown: readonly LineMark[]): void {
    for (const mark of marks) {
      const ranges = shown
        .filter((one) => one.mark === mark && one.line < editor.document.lineCount)
        .map(({ line }) => new vscode.Range(line, 0, line, 0));
      editor.setDecorations(this.#types[mark], ranges);
    }
  }

  dispose(): void {
    disposeAll(this.#types);
    this.#owned.dispose();
  }

  #make({ kind }: vscode.ColorTheme): Types {
    const type = (mark: CallMark): vscode.TextEditorDecorationType =>
      vscode.window.createTextEditorDecorationType({
        gutterIconPath: vscode.Uri.joinPath(this.#media, `mark-${mark}-${themes[kind]}.svg`),
        gutterIconSize: 'contain',
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      });
    return { running: type('running'), ok: type('ok'), failed: type('failed'), stale: type('stale') };
  }
}

function disposeAll(types: Types): void {
  for (const mark of marks) types[mark].dispose();
}

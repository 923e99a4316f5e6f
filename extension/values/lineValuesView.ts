import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { LineMark, LineValue } from '../../protocol/messages/values.ts';
import { isRead } from '../client/documentSelector.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { Settings } from '../settings.ts';
import { MarkDecorations } from './markDecorations.ts';
import { movedLines } from './movedLines.ts';
import { ValueDecorations } from './valueDecorations.ts';

export interface LineValuesViewOptions {
  readonly extensionUri: vscode.Uri;
  readonly server: Pick<ServerConnection, 'status' | 'onStatus' | 'lineValues' | 'onValuesChanged'>;
  readonly settings: Pick<Settings, 'valuesMode' | 'valuesMaxLength' | 'gutterMarks' | 'onChange'>;
}

interface Shown {
  readonly values: readonly LineValue[];
  readonly marks: readonly LineMark[];
}

const nothing: Shown = { values: [], marks: [] };
/** While a person types, nothing is asked; the lines that they type in have no value. */
const typingRestMs = 1_000;

/** Shows in the editors on screen what the server knows of their lines. */
export class LineValuesView implements Disposable {
  readonly #options: LineValuesViewOptions;
  readonly #owned = new DisposableStore();
  readonly #values = this.#owned.register(new ValueDecorations());
  readonly #marks: MarkDecorations;
  /** By document; without those that are on no screen. */
  readonly #shown = new Map<vscode.TextDocument, Shown>();
  #rest: NodeJS.Timeout | undefined;
  #asking = false;
  #askAgain = false;

  constructor(options: LineValuesViewOptions) {
    this.#options = options;
    const { server, settings, extensionUri } = options;
    this.#marks = this.#owned.register(new MarkDecorations(extensionUri));
    const ask = (): void => void this.#ask();
    this.#owned.register(this.#marks.onReset(() => this.#drawAll()));
    this.#owned.register(server.onValuesChanged(ask));
    this.#owned.register(settings.onChange(ask));
    this.#owned.register(vscode.window.onDidChangeVisibleTextEditors(ask));
    this.#owned.register(vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)));
    let before = this.#isAnything();
    this.#owned.register(
      server.onStatus(() => {
        if (before === this.#isAnything()) return;
        before = !before;
        ask();
      }),
    );
    ask();
  }

  dispose(): void {
    clearTimeout(this.#rest);
    this.#owned.dispose();
  }

  #isAnything(): boolean {
    const { status } = this.#options.server;
    return status.state === 'listening' && status.traceCount > 0;
  }

  /** One round of questions at a time. */
  async #ask(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    try {
      do {
        this.#askAgain = false;
        await this.#askForAll();
      } while (this.#askAgain && !this.#owned.disposed);
    } finally {
      this.#asking = false;
    }
  }

  async #askForAll(): Promise<void> {
    const documents = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
    for (const document of this.#shown.keys()) if (!documents.has(document)) this.#shown.delete(document);
    for (const document of documents) {
      if (isRead(document)) await this.#askFor(document);
    }
  }

  async #askFor(document: vscode.TextDocument): Promise<void> {
    const { server, settings } = this.#options;
    const params = {
      mode: settings.valuesMode(),
      maxLength: settings.valuesMaxLength(),
      marks: settings.gutterMarks(),
    };
    const isWanted = this.#isAnything() && (params.mode !== 'off' || params.marks);
    // The server may be away: then nothing is known.
    const answer = isWanted
      ? await server.lineValues({ uri: document.uri.toString(), ...params }).catch(() => undefined)
      : undefined;
    // It was edited meanwhile: it is asked for again when the typing rests.
    if (answer?.version !== undefined && answer.version !== document.version) return;
    this.#show(document, answer ?? nothing);
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const before = this.#shown.get(document);
    if (contentChanges.length === 0 || before === undefined) return;
    this.#show(document, {
      values: movedLines(before.values, contentChanges),
      marks: movedLines(before.marks, contentChanges),
    });
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#ask(), typingRestMs);
  }

  #show(document: vscode.TextDocument, shown: Shown): void {
    const before = this.#shown.get(document) ?? nothing;
    this.#shown.set(document, shown);
    // Mostly, what is typed stands below all of them, or nothing is known of the file.
    if (this.#owned.disposed || (isSame(before.values, shown.values) && isSame(before.marks, shown.marks)))
      return;
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document === document) this.#draw(editor);
  }

  #drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
  }

  #draw(editor: vscode.TextEditor): void {
    const { values, marks } = this.#shown.get(editor.document) ?? nothing;
    this.#values.show(editor, values);
    this.#marks.show(editor, marks);
  }
}

function isSame<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

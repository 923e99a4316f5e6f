import { readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import type { Timer } from '../../publish/deltaBus.ts';
import { findHints, type PlaceOfSplits, type ThreadHint } from '../../source/threads/findHints.ts';
import type { Split } from '../../store/splits.ts';
import { placesOfSplits } from './placesOfSplits.ts';
import { threadActions, threadDiagnostics } from './threadDiagnostics.ts';

export interface ThreadHintsDeps {
  readonly splits: () => readonly Split[];
  /** The file as it is open in the editor. */
  readonly openDocument: (path: string) => TextDocument | undefined;
  /** Absolute; of other files only those that are open are told of. */
  readonly folders: readonly string[];
  readonly publish: (uri: string, diagnostics: Diagnostic[]) => void;
  readonly timer: Timer;
  readonly log: (line: string) => void;
}

/** Changes come many a second while a program runs, or a person types. */
const restMs = 300;

/** Tells at the lines that gave work to threads that these began traces of their own, as long as it is so. */
export class ThreadHints implements Disposable {
  readonly #deps: ThreadHintsDeps;
  /** Of each place the call's text when it was last found, so that it is found again where it has moved. */
  readonly #callTexts = new Map<string, string>();
  #files: ReadonlyMap<string, readonly PlaceOfSplits[]> = new Map();
  #told = new Map<string, string>();
  #stale = true;
  #pending: Disposable | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(deps: ThreadHintsDeps) {
    this.#deps = deps;
    this.#schedule();
  }

  tracesChanged(): void {
    this.#stale = true;
    this.#schedule();
  }

  documentChanged(path: string): void {
    if (this.#files.has(path)) this.#schedule();
  }

  /** By text and traces as they are now. */
  async actions(path: string, range: Range): Promise<readonly CodeAction[]> {
    this.#refresh();
    const document = await this.#document(path);
    return document === undefined ? [] : threadActions(document, this.#hints(path, document), range);
  }

  dispose(): void {
    this.#pending?.dispose();
  }

  #schedule(): void {
    this.#pending ??= this.#deps.timer.after(restMs, () => {
      this.#pending = undefined;
      this.#turn = this.#turn
        .then(() => this.#tell())
        .catch((error: unknown) => this.#deps.log(`thread hints: ${String(error)}`));
    });
  }

  #refresh(): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#files = placesOfSplits(this.#deps.splits());
  }

  async #tell(): Promise<void> {
    this.#refresh();
    const told = new Map<string, string>();
    for (const path of this.#files.keys()) {
      const document = await this.#document(path);
      if (document === undefined) continue;
      const diagnostics = threadDiagnostics(document, this.#hints(path, document));
      if (diagnostics.length === 0) continue;
      told.set(document.uri, JSON.stringify(diagnostics));
      if (this.#told.get(document.uri) !== told.get(document.uri))
        this.#deps.publish(document.uri, diagnostics);
    }
    for (const uri of this.#told.keys()) if (!told.has(uri)) this.#deps.publish(uri, []);
    this.#told = told;
  }

  #hints(path: string, document: TextDocument): readonly ThreadHint[] {
    const keyOf = (place: PlaceOfSplits): string =>
      JSON.stringify([path, place.function, place.functionLine, place.line, place.way]);
    const hints = findHints(document.getText(), this.#files.get(path) ?? [], (place) =>
      this.#callTexts.get(keyOf(place)),
    );
    for (const { place, callText } of hints) this.#callTexts.set(keyOf(place), callText);
    return hints;
  }

  async #document(path: string): Promise<TextDocument | undefined> {
    if (!this.#files.has(path)) return undefined;
    const open = this.#deps.openDocument(path);
    if (open !== undefined || !this.#isInFolders(path)) return open;
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : TextDocument.create(pathToFileURL(path).href, 'python', 0, text);
  }

  #isInFolders(path: string): boolean {
    return this.#deps.folders.some((folder) => {
      const way = relative(folder, path);
      return !isAbsolute(way) && !/^\.\.([\\/]|$)/.test(way);
    });
  }
}

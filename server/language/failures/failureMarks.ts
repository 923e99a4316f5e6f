import { readFile, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import type { SpanRef } from '../../../protocol/model/span.ts';
import type { Timer } from '../../publish/deltaBus.ts';
import type { FailedCall } from '../../store/failedCalls.ts';
import type { CallNames, RecentCall } from '../../store/recentCalls.ts';
import { filePath } from '../openDocuments.ts';
import { type Anchor, anchoredText, anchorOf, findAnchor } from './anchor.ts';
import { type Failure, failuresOf, idOf, lastCallsThatFailed } from './currentFailures.ts';
import type { FailedSpan } from './failedSpan.ts';
import { diagnosticsOf } from './failureDiagnostics.ts';
import type { FailureMark } from './failureMark.ts';
import type { RaisedAt } from './raisedAt.ts';

export interface FailureMarksDeps {
  readonly failed: () => readonly FailedCall[];
  readonly calls: (names: CallNames) => readonly RecentCall[];
  readonly span: (ref: SpanRef) => FailedSpan | undefined;
  /** The line that raised, in a file of the workspace or one that is open. */
  readonly raisedAt: (span: FailedSpan) => Promise<RaisedAt | undefined>;
  /** A file or cell as it is open in the editor, by its address. */
  readonly openDocument: (uri: string) => TextDocument | undefined;
  readonly cellUri: (path: string, cell: number) => string | undefined;
  readonly publish: (uri: string, diagnostics: Diagnostic[]) => void;
  readonly toDiagnostic: (mark: FailureMark) => Diagnostic;
  readonly timer: Timer;
  readonly log: (line: string) => void;
}

interface Placed {
  /** Of the file or cell. */
  readonly uri: string;
  readonly anchor: Anchor;
}

/** Changes come many a second while a program runs, or a person types. */
const restMs = 300;

/**
 * Marks the lines that raised in the last call of a function, until that function is edited or ends well. Told is only
 * what is sure: the file was not written since the call, or has that function's text since it was first told.
 */
export class FailureMarks implements Disposable {
  readonly #deps: FailureMarksDeps;
  /** By id and revision; `null`: nothing is to be told of it. */
  #spans = new Map<string, FailedSpan | null>();
  #places = new Map<string, Placed | null>();
  #marks: ReadonlyMap<string, readonly Failure[]> = new Map();
  #told = new Map<string, string>();
  #stale = true;
  #pending: Disposable | undefined;
  #turn: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(deps: FailureMarksDeps) {
    this.#deps = deps;
    this.#schedule();
  }

  tracesChanged(): void {
    this.#stale = true;
    this.#schedule();
  }

  documentChanged(uri: string): void {
    if (this.#marks.has(plainUri(uri))) this.#schedule();
  }

  /** Those in a file or cell, by text and traces as they are now. */
  async marks(uri: string): Promise<readonly FailureMark[]> {
    await this.#inTurn(() => this.#refresh());
    return this.#marksIn(plainUri(uri));
  }

  dispose(): void {
    this.#disposed = true;
    this.#pending?.dispose();
  }

  #schedule(): void {
    if (this.#disposed) return;
    this.#pending ??= this.#deps.timer.after(restMs, () => {
      this.#pending = undefined;
      this.#inTurn(() => this.#tell()).catch((error: unknown) =>
        this.#deps.log(`failures: ${String(error)}`),
      );
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #refresh(): Promise<void> {
    if (!this.#stale || this.#disposed) return;
    this.#stale = false;
    const { failed, calls } = this.#deps;
    const ended = failed();
    const spans = this.#read(ended);
    const names = [...new Set(ended.map(({ name }) => name.replace(/_\d+$/, '')))];
    const last = ended.length === 0 ? [] : lastCallsThatFailed(ended, calls({ names, globs: [] }));
    const failures = failuresOf(spans, new Set(last.map(idOf)));
    await this.#place(failures);
    const marks = new Map<string, Failure[]>();
    for (const failure of failures) {
      const uri = this.#places.get(idOf(failure.span))?.uri;
      if (uri !== undefined) marks.set(uri, [...(marks.get(uri) ?? []), failure]);
    }
    this.#marks = marks;
  }

  /** Each version of a span once. */
  #read(ended: readonly FailedCall[]): readonly FailedSpan[] {
    const spans = new Map<string, FailedSpan | null>();
    for (const call of ended) {
      const key = `${idOf(call)} ${call.revision}`;
      const known = this.#spans.get(key);
      // A stack may have come with a later version.
      if (known === undefined) this.#places.delete(idOf(call));
      spans.set(key, known === undefined ? (this.#deps.span(call) ?? null) : known);
    }
    this.#spans = spans;
    return [...spans.values()].filter((span) => span !== null);
  }

  /** What was once found stays as it is: the file may be edited and saved from then on. */
  async #place(failures: readonly Failure[]): Promise<void> {
    const places = new Map<string, Placed | null>();
    for (const { span } of failures) {
      const id = idOf(span);
      const known = this.#places.get(id);
      places.set(id, known === undefined ? await this.#findPlace(span) : known);
    }
    this.#places = places;
  }

  async #findPlace(span: FailedSpan): Promise<Placed | null> {
    const at = await this.#deps.raisedAt(span);
    if (at === undefined) return null;
    const { file, cell } = at;
    const uri = cell === undefined ? pathToFileURL(file).href : this.#deps.cellUri(file, cell);
    if (uri === undefined) return null;
    // A cell was found by the text that ran.
    const text =
      cell === undefined ? await textAsRun(file, span.startMs) : this.#deps.openDocument(uri)?.getText();
    const anchor = text === undefined ? undefined : anchorOf(text, at.line);
    if (anchor === undefined) return null;
    const isOther = at.quoted !== undefined && at.quoted !== anchoredText(anchor);
    return isOther ? null : { uri, anchor };
  }

  async #tell(): Promise<void> {
    await this.#refresh();
    const told = new Map<string, string>();
    for (const key of this.#marks.keys()) {
      const marks = await this.#marksIn(key);
      const [first] = marks;
      if (first === undefined) continue;
      const { uri } = first.document;
      const diagnostics = diagnosticsOf(marks, this.#deps.toDiagnostic);
      told.set(uri, JSON.stringify(diagnostics));
      if (this.#told.get(uri) !== told.get(uri) && !this.#disposed) this.#deps.publish(uri, diagnostics);
    }
    for (const uri of this.#told.keys()) if (!told.has(uri)) this.#deps.publish(uri, []);
    this.#told = told;
  }

  async #marksIn(uri: string): Promise<readonly FailureMark[]> {
    const failures = this.#marks.get(uri) ?? [];
    const document = failures.length > 0 ? await this.#document(uri) : undefined;
    if (document === undefined) return [];
    const text = document.getText();
    return failures.flatMap((failure) => {
      const place = this.#places.get(idOf(failure.span));
      const line = place ? findAnchor(text, place.anchor) : undefined;
      return line === undefined ? [] : [{ failure, document, line }];
    });
  }

  async #document(uri: string): Promise<TextDocument | undefined> {
    const open = this.#deps.openDocument(uri);
    const path = filePath(uri);
    if (open !== undefined || path === undefined) return open;
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : TextDocument.create(uri, 'python', 0, text);
  }
}

/** Editors write one address of a file in several ways. */
function plainUri(uri: string): string {
  const path = filePath(uri);
  return path === undefined ? uri : pathToFileURL(path).href;
}

/** Longer files are not read for a mark. */
const maxBytes = 10_000_000;

/** What the disk has, if it was not written since. */
async function textAsRun(path: string, startMs: number): Promise<string | undefined> {
  try {
    const { mtimeMs, size } = await stat(path);
    return mtimeMs > startMs || size > maxBytes ? undefined : await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, vi } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Client } from './connectClient.ts';

/** A Python file that is open in the client's editor. */
export class PythonFile {
  readonly path: string;
  readonly uri: string;
  readonly #client: Client;
  #document: TextDocument;

  constructor(client: Client, path: string, text: string) {
    this.path = path;
    this.uri = pathToFileURL(path).href;
    this.#client = client;
    this.#document = TextDocument.create(this.uri, 'python', 1, text);
    writeFileSync(path, text);
  }

  get text(): string {
    return this.#document.getText();
  }

  async open(): Promise<void> {
    const textDocument = { uri: this.uri, languageId: 'python', version: 1, text: this.text };
    await this.#client.rpc.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** As a person who types; nothing is saved. */
  async change(text: string): Promise<void> {
    const version = this.#document.version + 1;
    this.#document = TextDocument.create(this.uri, 'python', version, text);
    await this.#client.rpc.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri, version },
      contentChanges: [{ text }],
    });
  }

  save(): void {
    writeFileSync(this.path, this.text);
  }

  /** Resolves once exactly these are told, by their order in the file: `line: message`. */
  async marked(...expected: readonly string[]): Promise<void> {
    const told = (): readonly string[] =>
      (this.#client.diagnostics.get(this.uri) ?? []).map(
        ({ range, message }) => `${range.start.line + 1}: ${message}`,
      );
    await vi.waitFor(() => expect(told()).toEqual(expected), 60_000);
  }

  /** What the light bulb on a line (from 1) offers. */
  actions(line: number): Promise<readonly CodeAction[]> {
    const at = { line: line - 1, character: 0 };
    return this.#client.rpc.sendRequest('textDocument/codeAction', {
      textDocument: { uri: this.uri },
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
  }

  async apply({ edit }: CodeAction): Promise<void> {
    await this.change(TextDocument.applyEdits(this.#document, edit?.changes?.[this.uri] ?? []));
  }
}

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Client } from './connectClient.ts';

/** A notebook that is open in the client's editor, with Python cells. */
export class NotebookFile {
  readonly path: string;
  readonly uri: string;
  readonly #client: Client;
  readonly #cells: { readonly uri: string; text: string }[];
  #version = 1;
  #numbered = 0;

  constructor(client: Client, path: string, texts: readonly string[]) {
    this.path = path;
    this.uri = pathToFileURL(path).href;
    this.#client = client;
    this.#cells = texts.map((text) => this.#newCell(text));
    writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] }));
  }

  /** As VS Code's; also what its kernel is told as the cell's id. */
  cellUri(cell: number): string {
    return this.#at(cell).uri;
  }

  async open(): Promise<void> {
    await this.#client.rpc.sendNotification('notebookDocument/didOpen', {
      notebookDocument: {
        uri: this.uri,
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: this.#cells.map(({ uri }) => ({ kind: 2, document: uri })),
      },
      cellTextDocuments: this.#cells.map(documentOf),
    });
  }

  /** As a person who types in a cell; nothing is saved. */
  async change(cell: number, text: string): Promise<void> {
    const changed = this.#at(cell);
    changed.text = text;
    const document = { uri: changed.uri, version: ++this.#version };
    await this.#send({ textContent: [{ document, changes: [{ text }] }] });
  }

  async insert(at: number, text: string): Promise<void> {
    const cell = this.#newCell(text);
    this.#cells.splice(at, 0, cell);
    const array = { start: at, deleteCount: 0, cells: [{ kind: 2, document: cell.uri }] };
    await this.#send({ structure: { array, didOpen: [documentOf(cell)] } });
  }

  async close(): Promise<void> {
    await this.#client.rpc.sendNotification('notebookDocument/didClose', {
      notebookDocument: { uri: this.uri },
      cellTextDocuments: this.#cells.map(({ uri }) => ({ uri })),
    });
  }

  #newCell(text: string): { readonly uri: string; text: string } {
    const fragment = `W${this.#numbered++}sZmlsZQ%3D%3D`;
    return { uri: `${this.uri.replace('file:', 'vscode-notebook-cell:')}#${fragment}`, text };
  }

  #at(cell: number): { readonly uri: string; text: string } {
    const found = this.#cells[cell];
    if (!found) throw new Error(`${this.path} has no cell ${cell}`);
    return found;
  }

  async #send(cells: object): Promise<void> {
    await this.#client.rpc.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: this.uri, version: this.#version },
      change: { cells },
    });
  }
}

function documentOf({ uri, text }: { readonly uri: string; readonly text: string }): object {
  return { uri, languageId: 'python', version: 1, text };
}

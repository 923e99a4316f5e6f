import { fileURLToPath } from 'node:url';
import {
  type Connection,
  NotebookCellKind,
  NotebookDocuments,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isJsonObject } from '../../protocol/base/json.ts';

/** A text that is open in an editor: of a file, or of one of a notebook's cells. */
export interface OpenCode {
  readonly document: TextDocument;
  /** Absolute; of a cell that of its notebook. */
  readonly path: string;
  /** Of a cell: its place among all cells, from 0. */
  readonly cell?: number;
  /** Of a cell: the addresses of all cells of its notebook, by their place. */
  readonly cellUris?: readonly string[];
}

/** The files that are open in the editor, by absolute path or by the editor's address. */
export interface OpenDocuments {
  /** Notebooks and their cells are not among them. */
  get(path: string): TextDocument | undefined;
  /** Of a notebook as its file would have it. */
  text(path: string): string | undefined;
  /** Files and cells; a notebook itself is none. */
  code(uri: string): OpenCode | undefined;
  /** The address of a notebook's cell, by its place among all cells, from 0. */
  cellUri(path: string, cell: number): string | undefined;
  /** Of every file that was opened, changed or closed. */
  onChange(listener: (path: string) => void): void;
  /** The same of files and cells, by their addresses. */
  onCodeChange(listener: (uri: string) => void): void;
}

type DocumentEvent = { readonly document: TextDocument };

export function trackOpenDocuments(connection: Connection): OpenDocuments {
  const documents = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(TextDocument);
  const uris = trackUris(documents, notebooks);
  documents.listen(connection);
  notebooks.listen(connection);
  const onChange: OpenDocuments['onChange'] = (listener) => {
    const tell = ({ document: { uri } }: DocumentEvent): void => {
      const path = filePath(uri);
      if (path !== undefined) listener(path);
    };
    documents.onDidChangeContent(tell);
    documents.onDidClose(tell);
  };
  return {
    get(path) {
      const uri = uris.get(path);
      return uri === undefined ? undefined : documents.get(uri);
    },
    text(path) {
      const uri = uris.get(path);
      return uri === undefined ? undefined : (documents.get(uri)?.getText() ?? notebookText(notebooks, uri));
    },
    code(uri) {
      const [path, document] = [filePath(uri), documents.get(uri)];
      return path !== undefined && document ? { path, document } : openCell(notebooks, uri);
    },
    cellUri(path, cell) {
      const uri = uris.get(path);
      return uri === undefined ? undefined : notebooks.getNotebookDocument(uri)?.cells[cell]?.document;
    },
    onChange,
    onCodeChange(listener) {
      const tell = ({ document: { uri } }: DocumentEvent): void => listener(uri);
      for (const texts of [documents, notebooks.cellTextDocuments]) {
        texts.onDidChangeContent(tell);
        texts.onDidClose(tell);
      }
    },
  };
}

/** By path, of files and notebooks: the address under which the editor has them. */
function trackUris(
  documents: TextDocuments<TextDocument>,
  notebooks: NotebookDocuments<TextDocument>,
): ReadonlyMap<string, string> {
  const uris = new Map<string, string>();
  const opened = (uri: string): void => {
    const path = filePath(uri);
    if (path !== undefined) uris.set(path, uri);
  };
  const closed = (uri: string): void => {
    const path = filePath(uri);
    if (path !== undefined) uris.delete(path);
  };
  documents.onDidOpen(({ document }) => opened(document.uri));
  documents.onDidClose(({ document }) => closed(document.uri));
  notebooks.onDidOpen(({ uri }) => opened(uri));
  notebooks.onDidClose(({ uri }) => closed(uri));
  return uris;
}

function openCell(notebooks: NotebookDocuments<TextDocument>, uri: string): OpenCode | undefined {
  const document = notebooks.cellTextDocuments.get(uri);
  const notebook = notebooks.findNotebookDocumentForCell(uri);
  if (document === undefined || notebook === undefined) return undefined;
  const path = filePath(notebook.uri);
  if (path === undefined) return undefined;
  const cellUris = notebook.cells.map((cell) => cell.document);
  return { document, path, cell: cellUris.indexOf(uri), cellUris };
}

/** nbformat 4, with what the index reads of it. */
function notebookText(notebooks: NotebookDocuments<TextDocument>, uri: string): string | undefined {
  const notebook = notebooks.getNotebookDocument(uri);
  if (!notebook) return undefined;
  const cells = notebook.cells.map((cell) => {
    const document = notebooks.getCellTextDocument(cell);
    const id = isJsonObject(cell.metadata) ? cell.metadata.id : undefined;
    return {
      cell_type: cell.kind === NotebookCellKind.Markup ? 'markdown' : 'code',
      ...(typeof id === 'string' && { id }),
      metadata: { vscode: { languageId: document?.languageId ?? 'python' } },
      source: document?.getText() ?? '',
    };
  });
  return JSON.stringify({ cells, nbformat: 4 });
}

/** `undefined` for what is no file of this machine (`untitled:`, `vscode-notebook-cell:`, a host in the URI). */
export function filePath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

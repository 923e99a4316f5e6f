import { fileURLToPath } from 'node:url';
import {
  type Connection,
  NotebookCellKind,
  NotebookDocuments,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isJsonObject } from '../../protocol/base/json.ts';

/** The files that are open in the editor, by absolute path. */
export interface OpenDocuments {
  /** Notebooks and their cells are not among them. */
  get(path: string): TextDocument | undefined;
  /** Of a notebook as its file would have it. */
  text(path: string): string | undefined;
  /** Of every file that was opened, changed or closed. */
  onChange(listener: (path: string) => void): void;
}

export function trackOpenDocuments(connection: Connection): OpenDocuments {
  const documents = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(TextDocument);
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
  documents.listen(connection);
  notebooks.listen(connection);
  return {
    get(path) {
      const uri = uris.get(path);
      return uri === undefined ? undefined : documents.get(uri);
    },
    text(path) {
      const uri = uris.get(path);
      return uri === undefined ? undefined : (documents.get(uri)?.getText() ?? notebookText(notebooks, uri));
    },
    onChange(listener) {
      const tell = ({ document: { uri } }: { readonly document: TextDocument }): void => {
        const path = filePath(uri);
        if (path !== undefined) listener(path);
      };
      documents.onDidChangeContent(tell);
      documents.onDidClose(tell);
    },
  };
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

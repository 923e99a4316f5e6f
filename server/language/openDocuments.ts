import { fileURLToPath } from 'node:url';
import { type Connection, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** The files that are open in the editor, by absolute path. Cells of notebooks are not among them. */
export interface OpenDocuments {
  get(path: string): TextDocument | undefined;
  /** Of every file that was opened, changed or closed. */
  onChange(listener: (path: string) => void): void;
}

export function trackOpenDocuments(connection: Connection): OpenDocuments {
  const documents = new TextDocuments(TextDocument);
  const uris = new Map<string, string>();
  documents.onDidOpen(({ document: { uri } }) => {
    const path = filePath(uri);
    if (path !== undefined) uris.set(path, uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    const path = filePath(uri);
    if (path !== undefined) uris.delete(path);
  });
  documents.listen(connection);
  return {
    get(path) {
      const uri = uris.get(path);
      return uri === undefined ? undefined : documents.get(uri);
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

/** `undefined` for what is no file of this machine (`untitled:`, `vscode-notebook-cell:`, a host in the URI). */
export function filePath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

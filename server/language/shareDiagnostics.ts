import type { Diagnostic } from 'vscode-languageserver/node';

export type Publish = (uri: string, diagnostics: Diagnostic[]) => void;

/**
 * An editor takes what it is told of a file for all there is. Each that calls the result gets a `publish` of its own; what
 * is sent is what all of them have told.
 */
export function shareDiagnostics(send: Publish): () => Publish {
  const all: Map<string, Diagnostic[]>[] = [];
  return () => {
    const own = new Map<string, Diagnostic[]>();
    all.push(own);
    return (uri, diagnostics) => {
      if (diagnostics.length > 0) own.set(uri, diagnostics);
      else own.delete(uri);
      send(
        uri,
        all.flatMap((one) => one.get(uri) ?? []),
      );
    };
  };
}

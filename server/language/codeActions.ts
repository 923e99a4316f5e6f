import type { CodeAction, Connection, Range } from 'vscode-languageserver/node';

/** What one feature offers for a range of a document, a notebook's cell among them. */
export type ActionSource = (uri: string, range: Range) => Promise<readonly CodeAction[]>;

/** A connection takes one answerer: this one asks all features. */
export function serveCodeActions(connection: Connection, sources: readonly ActionSource[]): void {
  connection.onCodeAction(async ({ textDocument, range, context: { only } }) => {
    const offered = await Promise.all(sources.map((actions) => actions(textDocument.uri, range)));
    return offered
      .flat()
      .filter(({ kind = '' }) => only === undefined || only.some((asked) => isWithin(kind, asked)));
  });
}

/** `quickfix` is within `quickfix` and within everything (the empty kind). */
function isWithin(kind: string, asked: string): boolean {
  return asked === '' || kind === asked || kind.startsWith(`${asked}.`);
}

import type { CodeAction, Connection, Range } from 'vscode-languageserver/node';
import { filePath } from './openDocuments.ts';

/** What one feature offers for a range of a file. */
export type ActionSource = (path: string, range: Range) => Promise<readonly CodeAction[]>;

/** A connection takes one answerer: this one asks all features. */
export function serveCodeActions(connection: Connection, sources: readonly ActionSource[]): void {
  connection.onCodeAction(async ({ textDocument, range, context: { only } }) => {
    const path = filePath(textDocument.uri);
    if (path === undefined) return [];
    const offered = await Promise.all(sources.map((actions) => actions(path, range)));
    return offered
      .flat()
      .filter(({ kind = '' }) => only === undefined || only.some((asked) => isWithin(kind, asked)));
  });
}

/** `quickfix` is within `quickfix` and within everything (the empty kind). */
function isWithin(kind: string, asked: string): boolean {
  return asked === '' || kind === asked || kind.startsWith(`${asked}.`);
}

import { pathToFileURL } from 'node:url';
import type { Connection, DefinitionLink, Location } from 'vscode-languageserver/node';
import type { Service } from '../../service.ts';
import { implementationsOf } from '../../source/implementations.ts';
import { filePath, type OpenDocuments } from '../openDocuments.ts';
import { namedFunction, quotedTextAt } from './namedFunction.ts';

export interface DefinitionsService {
  /** `links`: the client takes links, which tell the whole name. */
  start(service: Pick<Service, 'indexOpenFile' | 'indexedFiles'>, options: { readonly links: boolean }): void;
}

/** From the name of a tool or node in a text to the function that it stands for. */
export function serveDefinitions(connection: Connection, documents: OpenDocuments): DefinitionsService {
  let find:
    | ((path: string, at: { line: number; character: number }) => Promise<DefinitionLink[]>)
    | undefined;
  let takesLinks = false;
  connection.onDefinition(async ({ textDocument, position }) => {
    const path = filePath(textDocument.uri);
    const links = path === undefined ? [] : ((await find?.(path, position)) ?? []);
    return takesLinks ? links : links.map(locationOf);
  });
  return {
    start({ indexOpenFile, indexedFiles }, { links }) {
      takesLinks = links;
      find = async (path, position) => {
        const document = documents.get(path);
        const text = document && quotedTextAt(document, position);
        const indexed = text && (await indexOpenFile(path));
        const named = indexed && namedFunction(document, text, indexed.symbols);
        // The rest of the workspace is read only where there is something to look for.
        if (!named) return [];
        return implementationsOf(named, path, await indexedFiles())
          .filter(({ cell }) => cell === undefined)
          .map(({ file, line, column = 1 }) => {
            const start = { line: line - 1, character: column - 1 };
            const range = { start, end: start };
            return {
              originSelectionRange: named.range,
              targetUri: pathToFileURL(file).href,
              targetRange: range,
              targetSelectionRange: range,
            };
          });
      };
    },
  };
}

function locationOf({ targetUri: uri, targetSelectionRange: range }: DefinitionLink): Location {
  return { uri, range };
}

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { JsonPath, TextCut } from '../../protocol/messages/requests.ts';

/** Where the rest of a long text comes from: `getSpan` cuts it, `getText` has the whole. */
export interface TextSource {
  /** Characters of the whole text; `undefined`: it came whole. */
  totalOf(path: JsonPath): number | undefined;
  read(path: JsonPath, offset: number, length: number): Promise<string>;
}

export const TextSourceContext = createContext<TextSource>({
  totalOf: () => undefined,
  read: () => Promise.resolve(''),
});

export function useTextSource(): TextSource {
  return useContext(TextSourceContext);
}

export function createTextSource(cuts: readonly TextCut[], read: TextSource['read']): TextSource {
  const totals = new Map(cuts.map(({ path, total }) => [JSON.stringify(path), total] as const));
  return { totalOf: (path) => totals.get(JSON.stringify(path)), read };
}

/** What one question may bring (the server's limit is 16 million). */
const largestRead = 8_000_000;

export async function readWhole(source: TextSource, path: JsonPath, total: number): Promise<string> {
  let text = '';
  while (text.length < total) {
    const piece = await source.read(path, text.length, Math.min(largestRead, total - text.length));
    if (piece === '') break;
    text += piece;
  }
  return text;
}

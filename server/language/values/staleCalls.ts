import type { TextDocument } from 'vscode-languageserver-textdocument';
import { freshness, isStale } from '../../source/freshness.ts';
import { ranBlock } from '../../source/ranBlock.ts';
import type { RecentCall } from '../../store/recentCalls.ts';

const mostKnown = 500;

/** Whether a document has another text today than the one that ran; nothing is claimed where that was not recorded. */
export class StaleCalls {
  readonly #textOf: (hash: string) => string | undefined;
  /** Of the documents as they are; a comparison reads a whole text. */
  readonly #known = new Map<string, boolean>();

  /** `textOf`: by its hash. */
  constructor(textOf: (hash: string) => string | undefined) {
    this.#textOf = textOf;
  }

  is({ ran }: RecentCall, document: TextDocument): boolean {
    if (ran === undefined) return false;
    const key = `${document.uri} ${document.version} ${ran.hash} ${ran.line}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const text = this.#textOf(ran.hash);
    const block = text === undefined ? undefined : ranBlock({ ...ran, text }, document.uri);
    const is = block !== undefined && isStale(freshness(block, document.getText()));
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(key, is);
    return is;
  }
}

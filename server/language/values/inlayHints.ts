import type { InlayHint, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LineValue } from '../../../protocol/messages/values.ts';

/** Behind the text of their lines; those within the range that is asked for. */
export function inlayHintsOf(
  values: readonly LineValue[],
  document: TextDocument | undefined,
  { start, end }: Range,
): InlayHint[] {
  if (document === undefined) return [];
  return values
    .filter(({ line }) => line >= start.line && line <= end.line)
    .map(({ line, text, tooltip }) => ({
      position: endOfLine(document, line),
      label: text,
      paddingLeft: true,
      tooltip: { kind: 'markdown', value: tooltip },
    }));
}

function endOfLine(document: TextDocument, line: number): { line: number; character: number } {
  const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  return { line, character: text.replace(/[\r\n]+$/, '').length };
}

const token =
  /#[^\n]*|'''|"""|'(?:\\[\s\S]|[^\\'\n])*'?|"(?:\\[\s\S]|[^\\"\n])*"?|[([{]|[)\]}]|\n[ \t]*(?:(?:def|class|with|while|try|except|finally|import|return|raise|pass|break|continue|assert|del|global|nonlocal|elif|async[ \t]+(?:def|with))\b(?![ \t]*=[^=])|@[\w\u0080-\uffff])/g;

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * A Python text whose open brackets are closed at the end of the line before a statement that can stand in no bracket,
 * and strings within them at the end of their line: while somebody types `foo(`, all that follows would count as its
 * arguments. Nothing else moves: lines, and the columns of what was there, stay.
 */
export function closeBrackets(text: string): string {
  const pieces: string[] = [];
  let open: string[] = [];
  let copied = 0;
  const tokens = new RegExp(token);
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const [found] = match;
    switch (found[0]) {
      case '(':
      case '[':
      case '{':
        open.push(found);
        break;
      case ')':
      case ']':
      case '}':
        if (closing[open.at(-1) ?? ''] === found) open.pop();
        break;
      case '"':
      case "'":
        if (found === "'''" || found === '"""') {
          tokens.lastIndex = endOfString(text, tokens.lastIndex, found);
        } else if (open.length > 0 && isUnclosed(found)) {
          pieces.push(text.slice(copied, tokens.lastIndex), found[0]);
          copied = tokens.lastIndex;
        }
        break;
      case '\n': {
        if (open.length === 0) break;
        const at = Math.max(copied, endOfLineBefore(text, match.index));
        pieces.push(text.slice(copied, at), closed(open));
        copied = at;
        open = [];
      }
    }
  }
  return pieces.length === 0 ? text : `${pieces.join('')}${text.slice(copied)}`;
}

function closed(open: readonly string[]): string {
  return open
    .toReversed()
    .map((bracket) => closing[bracket] ?? '')
    .join('');
}

function isUnclosed(string: string): boolean {
  return (
    string.length === 1 || !string.endsWith(string[0] ?? '') || /(?:^|[^\\])(?:\\\\)*\\['"]$/.test(string)
  );
}

/** The end of the text where it is never closed. */
function endOfString(text: string, from: number, quotes: string): number {
  for (let at = text.indexOf(quotes, from); at >= 0; at = text.indexOf(quotes, at + 1)) {
    if (text[at - 1] !== '\\') return at + quotes.length;
  }
  return text.length;
}

/** A comment at the end of the line would swallow what is put behind it. */
function endOfLineBefore(text: string, lineBreak: number): number {
  const start = text.lastIndexOf('\n', lineBreak - 1) + 1;
  const line = text.slice(start, lineBreak).replace(/\r$/, '');
  const comment = /(?:^|\s)#[^'"]*$/.exec(line);
  return start + (comment ? comment.index : line.length);
}

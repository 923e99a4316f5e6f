const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^\\'\n])*'?|"(?:\\[\s\S]|[^\\"\n])*"?|`(?:\\[\s\S]|[^\\`])*`?|(?<=[(,=:[!&|?{};+\n]\s*|\breturn\s+)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^\\/[\n])+\/|[([{]|[)\]}]|\n(?=[A-Za-z_$@])/g;

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * A text in which brackets are left open: they are closed before the next line that starts at the margin, where only
 * statements of the file itself do. A text whose brackets fit is given back as it is. Lines and columns stay.
 */
export function closeBrackets(text: string): string {
  const pieces: string[] = [];
  let open: string[] = [];
  let copied = 0;
  for (const { 0: found, index } of text.matchAll(token)) {
    if (closing[found] !== undefined) {
      open.push(found);
    } else if (/^[)\]}]$/.test(found)) {
      const at = open.findLastIndex((bracket) => closing[bracket] === found);
      if (at >= 0) open = open.slice(0, at);
    } else if (found === '\n' && open.length > 0) {
      pieces.push(text.slice(copied, index), closed(open));
      copied = index;
      open = [];
    }
  }
  const isWhole = pieces.length === 0 || bracketsFit(text);
  return isWhole ? text : `${pieces.join('')}${text.slice(copied)}`;
}

function closed(open: readonly string[]): string {
  return open
    .toReversed()
    .map((bracket) => closing[bracket] ?? '')
    .join('');
}

function bracketsFit(text: string): boolean {
  const open: string[] = [];
  for (const [found] of text.matchAll(token)) {
    if (closing[found] !== undefined) open.push(found);
    else if (/^[)\]}]$/.test(found) && closing[open.pop() ?? ''] !== found) return false;
  }
  return open.length === 0;
}

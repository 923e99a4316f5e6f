import type { JsonValue } from '../../../protocol/base/json.ts';

const longestName = 80;

export interface TextLimits {
  readonly characters: number;
  readonly lines: number;
}

export const valueLimits: TextLimits = { characters: 600, lines: 12 };

/** A value under its title, in a fence that nothing in it closes; `undefined` where there is none. */
export function fenced(title: string, value: JsonValue, limits = valueLimits): string | undefined {
  if (value === null) return undefined;
  const isText = typeof value === 'string';
  const text = shortened(isText ? value : JSON.stringify(value, null, 2), limits);
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${title}\n${fence}${isText ? 'text' : 'json'}\n${text}\n${fence}`;
}

/** One line in which no character means anything to Markdown, HTML or icons. */
export function escaped(text: string): string {
  const line = text.slice(0, longestName + 1).replace(/\s+/g, ' ');
  const short = line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line;
  return short.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

function shortened(text: string, { characters, lines: mostLines }: TextLimits): string {
  const start = text.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '');
  const lines = start.split(/\r\n|\r|\n/);
  const kept = lines.slice(0, mostLines).join('\n');
  return kept.length < text.length && (text.length > start.length || lines.length > mostLines)
    ? `${kept} …`
    : kept;
}

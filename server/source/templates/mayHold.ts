import { comparable } from './matchTemplate.ts';

const window = 8;

/**
 * A cheap test of a file's text: false only where no piece of it that a template could be made of stands in the prompt
 * (`comparable`). Pieces are what stands between quotes, holes, line ends and escapes.
 */
export function prefilter(prompt: string): (fileText: string) => boolean {
  const starts = new Set<string>();
  for (let at = 0; at + window <= prompt.length; at += 1) starts.add(prompt.slice(at, at + window));
  return (fileText) => {
    for (const piece of fileText.split(/["'`{}\\\n]|%(?:\(\w+\))?[sdr]|\$/)) {
      const text = comparable(piece);
      if (text.length >= window && starts.has(text.slice(0, window)) && prompt.includes(text)) return true;
    }
    return false;
  };
}

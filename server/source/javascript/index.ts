import { parser } from '@lezer/javascript';
import { type ParseMemory, remember } from '../parseMemory.ts';
import type { Slicer } from '../slicer.ts';
import type { SourceSymbol } from '../symbols.ts';
import { type ParsedText, parseText } from '../tree.ts';
import { closeBrackets } from './closeBrackets.ts';
import { javaScriptNames } from './names.ts';
import { javaScriptForms, javaScriptSymbols } from './symbols.ts';

const typed = parser.configure({ dialect: 'ts' });
const withTags = parser.configure({ dialect: 'ts jsx' });
const plain = parser.configure({ dialect: 'jsx' });

/** JavaScript and TypeScript; what declares only, and what a machine made small, has no code to read. */
export function isJavaScript(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$|\.min\.[cm]?js$/.test(path);
}

/** The places of a text that may make spans; none where nothing of an SDK is named, for functions alone tell little. */
export async function indexJavaScript(
  path: string,
  text: string,
  slicer: Slicer,
  memory: ParseMemory | undefined,
): Promise<readonly SourceSymbol[]> {
  if (!javaScriptForms.mayBeIn(text) && !/\b(?:parameters|input_schema)\b/.test(text)) return [];
  const parsed = await parseJavaScript(path, text, slicer, memory?.parsed);
  if (memory) remember(memory, parsed);
  await slicer.breathe();
  return javaScriptSymbols(parsed, javaScriptNames(parsed), memory?.symbols);
}

export function parseJavaScript(
  path: string,
  text: string,
  slicer: Slicer,
  before?: ParsedText,
): Promise<ParsedText> {
  return parseText(parserOf(path), closeBrackets(text), slicer, before);
}

/** Of the dialect that a file's name stands for. */
export function parserOf(path: string): typeof parser {
  return /\.[cm]?ts$/.test(path) ? typed : path.endsWith('.tsx') ? withTags : plain;
}

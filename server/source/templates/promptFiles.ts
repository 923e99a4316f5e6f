import { parser as javaScriptParser } from '@lezer/javascript';
import { parser as yamlParser } from '@lezer/yaml';
import { unescaped } from '../javascript/syntax.ts';
import type { Slicer } from '../slicer.ts';
import { type Node, type ParsedText, parseText, positions, textOf } from '../tree.ts';
import { inPython, literalsOf } from './codeTexts.ts';
import type { Literal } from './literal.ts';

/** Files that programs read their prompts from, by name or path; not hidden ones, nor those that package managers write. */
export function isPromptFile(name: string): boolean {
  return (
    /\.(?:txt|md|markdown|mdx|prompt|prompty|jinja|jinja2|j2|tmpl|mustache|hbs|xml|ya?ml|json|toml)$/i.test(
      name,
    ) && !/(?:^|[\\/])(?:\.[^\\/]*|package-lock\.json|pnpm-lock\.yaml)$/.test(name)
  );
}

/** The texts of such a file: values of YAML, JSON and TOML, else the whole and its parts. */
export async function textsInPromptFile(
  path: string,
  text: string,
  slicer: Slicer,
): Promise<readonly Literal[]> {
  if (/\.ya?ml$/i.test(path)) return inYaml(text, slicer);
  if (/\.json$/i.test(path)) return inJson(text, slicer);
  // What Python's parser makes of TOML's tables does not matter: its texts are written as Python's are.
  if (/\.toml$/i.test(path)) return inPython(text, slicer);
  return inText(text);
}

const scalars = new Set(['Literal', 'QuotedLiteral', 'BlockLiteralContent']);

async function inYaml(text: string, slicer: Slicer): Promise<readonly Literal[]> {
  const parsed = await parseText(yamlParser, text, slicer);
  return literalsOf(parsed, scalars, (node) => [scalar(node, parsed)]);
}

/** Indentation and line ends stay: in the comparison white space counts for nothing. */
function scalar(node: Node, { text }: ParsedText): string {
  const written = textOf(node, text);
  if (node.name !== 'QuotedLiteral') return written;
  const inner = written.slice(1, -1);
  return written.startsWith('"') ? unescaped(inner) : inner.replaceAll("''", "'");
}

const expression = javaScriptParser.configure({ top: 'SingleExpression' });

async function inJson(text: string, slicer: Slicer): Promise<readonly Literal[]> {
  const parsed = await parseText(expression, text, slicer);
  return literalsOf(parsed, new Set(['String']), (node) => [unescaped(textOf(node, text).slice(1, -1))]);
}

/** `---` or so on a line of its own, a role (`system:`, `<system>`), a heading. */
const borders =
  /^(?:[-=*]{3,}|(?:system|developer|user|human|assistant|ai|model|tool):|<\/?(?:system|developer|user|human|assistant)>|#{1,6} .*)[ \t]*$/gim;
const frontMatter = /^---[ \t]*\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/;

/** What a program makes of a file may be all of it, or one of its parts. */
function inText(text: string): readonly Literal[] {
  const start = frontMatter.exec(text)?.[0].length ?? 0;
  const positionOf = positions(text);
  const literal = (from: number, to: number): readonly Literal[] => {
    const part = text.slice(from, to);
    const first = part.search(/\S/);
    return first < 0 ? [] : [{ parts: [part], ...positionOf(from + first) }];
  };
  const whole = literal(start, text.length).map((found) => ({ ...found, isWhole: true }));
  const found = [...text.slice(start).matchAll(borders)];
  if (found.length === 0) return whole;
  const starts = [start, ...found.map(({ index, 0: border }) => start + index + border.length)];
  const ends = [...found.map(({ index }) => start + index), text.length];
  return [...whole, ...starts.flatMap((from, at) => literal(from, ends[at] ?? from))];
}

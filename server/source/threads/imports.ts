import type { ParsedText } from '../tree.ts';
import { childrenOf, type Node, textOf } from '../tree.ts';
import { insertAt, type TextEdit } from './textEdit.ts';

/** How a text calls things of other modules, and which imports it lacks for it. */
export interface Imports {
  /** `contextvars.copy_context`, `cv.copy_context` or `copy_context`, as the file's own imports have it. */
  bound(module: string, name: string): string;
  /** What `bound` was asked for and no import at the top of the file gives. */
  edits(): readonly TextEdit[];
}

interface Statement {
  readonly node: Node;
  /** `from` this module; absent for a plain `import`. */
  readonly from?: string;
  readonly items: readonly { readonly name: string; readonly as: string }[];
}

export function bindImports({ tree, text }: ParsedText): Imports {
  const statements = tree.topNode.getChildren('ImportStatement').map((node) => readStatement(node, text));
  const missing = new Set<string>();
  return {
    bound(module, name) {
      const direct = statements.find(({ from }) => from === module)?.items.find((item) => item.name === name);
      if (direct) return direct.as;
      const whole = statements
        .filter(({ from }) => from === undefined)
        .flatMap(({ items }) => items)
        .find((item) => item.name === module);
      if (!whole) missing.add(module);
      return `${whole?.as ?? module}.${name}`;
    },
    edits: () =>
      joined([...missing].toSorted().map((module) => importEdit(module, statements, { tree, text }))),
  };
}

/** Two at one place are one: editors may put them there in either order. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const places = new Map<number, string>();
  for (const { from, text } of edits) places.set(from, `${places.get(from) ?? ''}${text}`);
  return [...places].map(([from, text]) => insertAt(from, text));
}

function readStatement(node: Node, text: string): Statement {
  const words = childrenOf(node)
    .filter(({ name }) => name !== 'Comment')
    .map((child) => textOf(child, text));
  const at = words.indexOf('import');
  const items = words
    .slice(at + 1)
    .filter((word) => word !== '(' && word !== ')')
    .join(' ')
    .split(',')
    .map((item) => {
      const [path = '', as = path] = item.trim().split(' as ');
      return { name: path.replaceAll(' ', ''), as: as.replaceAll(' ', '') };
    });
  return { node, items, ...(words[0] === 'from' && { from: words.slice(1, at).join('') }) };
}

/** Among the plain imports of the first block, in the alphabet's order; never before `from __future__`. */
function importEdit(module: string, statements: readonly Statement[], source: ParsedText): TextEdit {
  const { text } = source;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const line = `import ${module}${eol}`;
  const real = statements.filter(({ from }) => from !== '__future__');
  const block = firstBlock(real, text);
  const plain = block.filter(({ from }) => from === undefined);
  const next =
    plain.find(({ items }) => (items[0]?.name ?? '') > module) ?? (plain.length > 0 ? undefined : block[0]);
  if (next) return insertAt(lineStart(next.node.from, text), line);
  const last = plain.at(-1)?.node ?? statements.at(-1)?.node ?? docstring(source);
  if (!last) return insertAt(firstCode(source), line);
  const end = text.indexOf('\n', last.to);
  return end < 0 ? insertAt(text.length, `${eol}${line}`) : insertAt(end + 1, line);
}

/** Import statements with no empty line between them. */
function firstBlock(statements: readonly Statement[], text: string): readonly Statement[] {
  const gap = statements.findIndex(({ node }, index) => {
    const before = statements[index - 1];
    return before !== undefined && /\n[ \t]*\r?\n/.test(text.slice(before.node.to, node.from));
  });
  return gap < 0 ? statements : statements.slice(0, gap);
}

function docstring({ tree }: ParsedText): Node | undefined {
  const first = childrenOf(tree.topNode).find(({ name }) => name !== 'Comment');
  const string = first?.name === 'ExpressionStatement' ? first.firstChild : undefined;
  return string && /String$/.test(string.name) ? (first ?? undefined) : undefined;
}

/** Behind comments at the head of the file (`#!`, an encoding, a licence). */
function firstCode({ tree, text }: ParsedText): number {
  const first = childrenOf(tree.topNode).find(({ name }) => name !== 'Comment');
  return first ? lineStart(first.from, text) : text.length;
}

function lineStart(offset: number, text: string): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

import type { RanText } from '../../protocol/model/source.ts';
import { blockAt, functionsNamed, statementOn } from './javascript/blocks.ts';
import { isJavaScript } from './javascript/index.ts';
import * as python from './pythonBlocks.ts';

type LineRange = python.LineRange;

/** What the functions and statements of a text are, in its language. */
export interface Blocks {
  /** By their dotted names. */
  named(text: string, name: string): readonly LineRange[];
  /** The outermost statement that begins on the line. */
  statementOn(text: string, line: number): LineRange | undefined;
}

/** A function, or a statement outside of functions, as it ran. */
export interface RanBlock extends Omit<RanText, 'isFile'> {
  /** Absent: Python's. */
  readonly blocks?: Blocks;
}

/** IPython writes a cell's `%magic` lines as calls before it runs them: such a text cannot be compared with the cell's. */
const rewritten = 'get_ipython().';

/** The block of a text that ran, in a file or cell; undefined where it cannot be compared. Pure. */
export function ranBlock({ isFile, ...ran }: RanText, path: string): RanBlock | undefined {
  if (!isFile) return ran.text.includes(rewritten) ? undefined : ran;
  if (!isJavaScript(path)) return undefined;
  const block = blockAt(path, ran.text, ran.line);
  if (block === undefined) return undefined;
  const { name, range } = block;
  const lines = ran.text.split(/\r?\n/).slice(range.first - 1, range.last);
  const blocks: Blocks = {
    named: (text, wanted) => functionsNamed(path, text, wanted),
    statementOn: (text, line) => statementOn(path, text, line),
  };
  return { text: lines.join('\n'), line: range.first, ...(name !== undefined && { name }), blocks };
}

export const pythonBlocks: Blocks = { named: python.functionsNamed, statementOn: python.statementOn };

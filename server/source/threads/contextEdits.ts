import type { ParsedText } from '../tree.ts';
import { childrenOf, type Node, textOf } from '../tree.ts';
import { bindImports } from './imports.ts';
import type { SubmitCall } from './submitCalls.ts';
import { insertAt, type TextEdit } from './textEdit.ts';

/**
 * What makes a call run its work in a copy of the context of the line that gives it away; every piece of work gets a copy of
 * its own, as one context cannot be entered twice at a time. All else of the call stays as it is. None where the call does not
 * show its function, or keeps the context already.
 */
export function contextEdits(source: ParsedText, call: SubmitCall): readonly TextEdit[] {
  if (call.keepsContext || !call.work) return [];
  const imports = bindImports(source);
  const edits = editsOf(call, call.work, { text: source.text, bound: imports.bound });
  return edits.length === 0 ? [] : [...imports.edits(), ...edits];
}

interface Writer {
  readonly text: string;
  /** How the text calls `contextvars.copy_context`; notes that it is needed. */
  readonly bound: (module: string, name: string) => string;
}

function editsOf(call: SubmitCall, work: Node, writer: Writer): readonly TextEdit[] {
  if (call.way === 'map') return mapEdits(call, work, writer);
  if (call.way === 'start') return threadEdits(call, work, writer);
  return [before(work, writer, call.node)];
}

function runner({ bound }: Writer): string {
  return `${bound('contextvars', 'copy_context')}().run`;
}

/** On a line of its own where the function is the first of its line. */
function before(work: Node, writer: Writer, call: Node): TextEdit {
  const lineStart = writer.text.lastIndexOf('\n', work.from - 1) + 1;
  const indent = writer.text.slice(lineStart, work.from);
  const isFirst = lineStart > call.from && indent.trim() === '';
  const space = isFirst ? `${writer.text[lineStart - 2] === '\r' ? '\r\n' : '\n'}${indent}` : ' ';
  return insertAt(work.from, `${runner(writer)},${space}`);
}

/**
 * `Executor.map` takes one item of each iterable for a call: of the first, here, a context of its own. It reads them in the
 * thread that calls it, so that these are copies of the right one. Order, time limit and what else is given stay.
 */
function mapEdits({ arguments: given }: SubmitCall, work: Node, { bound }: Writer): readonly TextEdit[] {
  if (given.every(({ value, keyword }) => value === work || keyword !== undefined)) return [];
  const run = `${bound('contextvars', 'Context')}.run`;
  const copies = `iter(${bound('contextvars', 'copy_context')}, None)`;
  return [insertAt(work.from, `${run}, ${copies}, ${bound('itertools', 'repeat')}(`), insertAt(work.to, ')')];
}

/** `Thread(target=f, args=(x,))` → `Thread(target=copy_context().run, args=(f, x))`; `kwargs` go to the function all the same. */
function threadEdits({ arguments: given }: SubmitCall, work: Node, writer: Writer): readonly TextEdit[] {
  if (given.some(({ star }) => star !== undefined)) return [];
  const name = textOf(work, writer.text);
  const target: TextEdit = { from: work.from, to: work.to, text: runner(writer) };
  const positional = given.filter(({ keyword }) => keyword === undefined);
  // Thread(group, target, name, args, kwargs)
  const args = given.find(({ keyword }) => keyword === 'args') ?? positional[3];
  if (args) return [target, withFirst(args.value, name, writer.text)];
  // A name by its position: `args` would stand in front of it.
  return positional.length > 2 ? [] : [{ ...target, text: `${target.text}, args=(${name},)` }];
}

function withFirst(args: Node, name: string, text: string): TextEdit {
  const isList = args.name === 'ArrayExpression';
  if (!isList && args.name !== 'TupleExpression') {
    return { from: args.from, to: args.to, text: `(${name}, *${textOf(args, text)})` };
  }
  const [opening] = childrenOf(args);
  const items = childrenOf(args).filter(({ name: kind }) => !/^([()[\],]|Comment)$/.test(kind));
  const separator = items.length > 0 ? ', ' : isList ? '' : ',';
  return insertAt(opening?.to ?? args.from + 1, `${name}${separator}`);
}

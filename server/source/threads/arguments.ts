import { childrenOf, type Node, textOf } from '../tree.ts';

/** One argument of a call, with what stands before its value. */
export interface Argument {
  readonly value: Node;
  readonly star?: '*' | '**';
  readonly keyword?: string;
  /** Where the argument starts, with its star or keyword. */
  readonly from: number;
}

const noArgument: ReadonlySet<string> = new Set(['(', ')', ',', '*', '**', 'AssignOp', '⚠']);

/** The arguments in their order; none where the list is a generator expression (`f(x for x in xs)`). */
export function listedArguments(list: Node, text: string): readonly Argument[] {
  const parts = childrenOf(list).filter(({ name }) => name !== 'Comment');
  if (parts.some(({ name }) => name === 'for' || name === 'async')) return [];
  return parts.flatMap((value, index): readonly Argument[] => {
    if (noArgument.has(value.name) || parts[index + 1]?.name === 'AssignOp') return [];
    const before = parts[index - 1];
    if (before?.name === '*' || before?.name === '**') {
      return [{ value, star: before.name, from: before.from }];
    }
    const keyword = before?.name === 'AssignOp' ? parts[index - 2] : undefined;
    if (keyword) return [{ value, keyword: textOf(keyword, text), from: keyword.from }];
    return [{ value, from: value.from }];
  });
}

import { isFunctionTable } from './functionTable.ts';
import type { Names } from './names.ts';
import { literalName, type SourceSymbol } from './symbols.ts';
import { nameParts } from './syntax.ts';
import { childrenOf, type Node, textOf } from './tree.ts';

export interface Schema {
  readonly found: Pick<SourceSymbol, 'kind' | 'spanName' | 'tracedFunction'>;
  readonly from: number;
}

/** Cheap: false only where the text describes no tool. */
export function mayDescribeTools(text: string): boolean {
  return /["'](?:parameters|input_schema|inputSchema)["']\s*:/.test(text);
}

const schemaKeys: ReadonlySet<string> = new Set(['parameters', 'input_schema', 'inputSchema']);

interface Entry {
  readonly key: Node;
  readonly name: string;
  readonly value: Node;
}

/**
 * What a dictionary says of tools: the description that a model gets (OpenAI's `parameters`, Anthropic's `input_schema`),
 * or a table of functions by name.
 */
export function pythonSchemas(dictionary: Node, text: string, names: Names): readonly Schema[] {
  const entries = entriesOf(dictionary, text);
  const name = entries.find((entry) => entry.name === 'name');
  const tool = name && literalName(nameParts(name.value, text, names.constant));
  if (name && tool !== undefined && entries.some((entry) => schemaKeys.has(entry.name))) {
    return [{ found: { kind: 'schema', spanName: [tool], tracedFunction: tool }, from: name.key.from }];
  }
  const values = entries.map(({ value }) =>
    value.name === 'VariableName' ? textOf(value, text) : undefined,
  );
  if (!isFunctionTable(values, targetOf(dictionary, text), names)) return [];
  return entries.map(({ key, name: own, value }) => ({
    found: { kind: 'registered', spanName: [own], tracedFunction: textOf(value, text) },
    from: key.from,
  }));
}

/** The variable or the keyword that it is given to. */
function targetOf({ prevSibling: operator }: Node, text: string): string | undefined {
  const target = operator?.name === 'AssignOp' ? operator.prevSibling : undefined;
  const name = target?.name === 'TypeDef' ? target.prevSibling : target;
  return name ? textOf(name, text) : undefined;
}

/** Those whose key is a text. */
function entriesOf(dictionary: Node, text: string): readonly Entry[] {
  const parts = childrenOf(dictionary).filter(({ name }) => name !== 'Comment');
  return parts.flatMap((key, index) => {
    const value = parts[index + 2];
    const name = key.name === 'String' ? literalName(nameParts(key, text)) : undefined;
    return parts[index + 1]?.name === ':' && value && name !== undefined ? [{ key, name, value }] : [];
  });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, parseJson } from '../../../protocol/base/json.ts';
import type { Span } from '../../../protocol/model/span.ts';
import type { Trace } from '../../../protocol/model/trace.ts';

/** A mark of test/corpus/README.md. */
export interface Mark {
  readonly sort: 'opens' | 'also' | 'none';
  readonly file: string;
  readonly line: number;
  readonly cell?: number;
  readonly span: Partial<Span> & Pick<Span, 'name'>;
  readonly trace: Partial<Trace>;
  readonly ancestors: readonly string[];
  readonly equal?: number;
}

export interface Project {
  readonly name: string;
  readonly files: readonly CorpusFile[];
}

export interface CorpusFile {
  /** Absolute. */
  readonly file: string;
  /** Without the marks. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** The projects below a folder: each file of its own, and each folder. */
export function readCorpus(folder: string): readonly Project[] {
  return readdirSync(folder, { withFileTypes: true }).map((entry): Project => {
    const path = join(folder, entry.name);
    const paths = entry.isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((inner) =>
          inner.isFile() ? [join(inner.parentPath, inner.name)] : [],
        )
      : [path];
    return { name: entry.name, files: paths.sort().map((file) => readFile(file, path)) };
  });
}

function readFile(file: string, project: string): CorpusFile {
  const text = readFileSync(file, 'utf8');
  if (!file.endsWith('.ipynb')) return { file, ...withoutMarks(text, { file, project }) };
  const notebook = parseJson(text);
  if (!isJsonObject(notebook) || !Array.isArray(notebook.cells)) throw new Error(`${file}: no notebook`);
  const cells = notebook.cells.map((cell: unknown, index) => {
    if (!isJsonObject(cell) || !Array.isArray(cell.source)) throw new Error(`${file}: cell ${index}`);
    const source = withoutMarks(cell.source.join(''), { file, project, cell: index });
    return { cell: { ...cell, source: source.text }, marks: source.marks };
  });
  const unmarked = { ...notebook, cells: cells.map(({ cell }) => cell) };
  return { file, text: JSON.stringify(unmarked), marks: cells.flatMap(({ marks }) => marks) };
}

interface Place {
  readonly file: string;
  readonly project: string;
  readonly cell?: number;
}

function withoutMarks(text: string, place: Place): Pick<CorpusFile, 'text' | 'marks'> {
  const marks: Mark[] = [];
  const lines = text.split('\n').map((whole, index) => {
    const [, code = '', list, end = ''] = /^(.*?)\s*(?:#|\/\/)~ (.*?)(\r?)$/.exec(whole) ?? [];
    if (list === undefined) return whole;
    marks.push(...list.split(' || ').map((mark) => readMark(mark, index + 1, place)));
    return `${code}${end}`;
  });
  return { text: lines.join('\n'), marks };
}

function readMark(mark: string, line: number, { file, project, cell }: Place): Mark {
  const [, sort, name = '', json] = /^(?:(also|none) )?(.*?)(?: (\{".*\}))?$/.exec(mark) ?? [];
  const details = json === undefined ? {} : parseJson(json.replaceAll('{project}', project));
  if (!isJsonObject(details)) throw new Error(`${file}:${line}: ${json}`);
  const { trace = {}, ancestors = [], equal, ...span } = details;
  return {
    sort: sort === 'also' || sort === 'none' ? sort : 'opens',
    file,
    line,
    ...(cell !== undefined && { cell }),
    span: { ...(span as Partial<Span>), name },
    trace: trace as Partial<Trace>,
    ancestors: ancestors as readonly string[],
    ...(typeof equal === 'number' && { equal }),
  };
}

import { isJsonObject, type JsonObject, parseJson } from '../../protocol/base/json.ts';

export interface NotebookCell {
  /** Counted from 0 among all cells. */
  readonly cell: number;
  /** Python with IPython's own lines blanked; lines and columns are those of the cell. */
  readonly text: string;
  /** As it stands in the notebook. */
  readonly source: string;
  /** IPython's own lines, the others blank. */
  readonly magics: string;
}

/** The Python cells of a notebook (nbformat 4). None for what is not a notebook, or one of another language. */
export function pythonCells(notebookJson: string): readonly NotebookCell[] {
  const notebook = parseJson(notebookJson);
  if (!isJsonObject(notebook) || !Array.isArray(notebook.cells) || !isPython(notebook)) return [];
  return notebook.cells.flatMap((cell: unknown, index) => {
    if (!isJsonObject(cell) || cell.cell_type !== 'code' || !isPythonCell(cell)) return [];
    const source = Array.isArray(cell.source) ? cell.source.join('') : cell.source;
    if (typeof source !== 'string' || foreignMagic.test(source)) return [];
    return [{ cell: index, text: withoutMagics(source), source, magics: onlyMagics(source) }];
  });
}

/** Cell magics whose cell is not Python. */
const foreignMagic =
  /^\s*%%(bash|sh|script|cmd|html|HTML|javascript|js|latex|markdown|svg|SVG|perl|ruby|writefile|sql|R)\b/;

/** `%magic`, `%%magic`, `!shell`, `?help`: blanked, since the parser would trip over them. */
function withoutMagics(source: string): string {
  return source.replace(/^[ \t]*[%!?].*$/gm, (line) => ' '.repeat(line.length));
}

function onlyMagics(source: string): string {
  return source.replace(/^(?![ \t]*[%!?]).*$/gm, '');
}

function isPython({ metadata }: JsonObject): boolean {
  if (!isJsonObject(metadata)) return true;
  const { language_info: info, kernelspec } = metadata;
  const names = [
    isJsonObject(info) ? info.name : undefined,
    isJsonObject(kernelspec) ? kernelspec.language : undefined,
  ];
  const [language] = names.filter((name) => typeof name === 'string');
  return language === undefined || /^i?python/i.test(language);
}

function isPythonCell({ metadata }: JsonObject): boolean {
  const vscode = isJsonObject(metadata) ? metadata.vscode : undefined;
  const language = isJsonObject(vscode) ? vscode.languageId : undefined;
  return language === undefined || language === 'python';
}

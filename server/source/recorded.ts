import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { Span } from '../../protocol/model/span.ts';
import { hashInFile, isNoFile } from './kernelCell.ts';
import type { IndexedFile } from './symbols.ts';

/** A function's decorators and its `def` are not further apart. */
const decoratorLines = 30;

/** The place that came with the span, in the words of the open files: a notebook's cell, a function's `def` line. */
export function recordedPlaces({ source }: Span, files: readonly IndexedFile[]): readonly SourceCandidate[] {
  if (!source) return [];
  const place = withoutFunction(source);
  if (place === undefined) return source.candidates;
  if (isNoFile(place.file)) return [];
  const hash = hashInFile(place.file);
  return hash === undefined ? [atDefinition(place, files)] : inNotebook(place, hash, files);
}

function withoutFunction(source: NonNullable<Span['source']>): SourceCandidate | undefined {
  const { file, line, column, function: name, cell, basis, candidates } = source;
  if (file === undefined || line === undefined) return undefined;
  const cellId = candidates.find((one) => one.file === file)?.cellId;
  return {
    file,
    line,
    ...(column !== undefined && { column }),
    ...(name !== undefined && { function: name }),
    ...(cell !== undefined && { cell }),
    ...(cellId !== undefined && { cellId }),
    basis,
  };
}

/** Where it ran may have been edited since: the same text is sure, the same cell is likely. */
function inNotebook(
  place: SourceCandidate,
  hash: number,
  files: readonly IndexedFile[],
): readonly SourceCandidate[] {
  const { cellId, cell: _, ...rest } = place;
  const notebooks = files.flatMap(({ file, cells = [] }) => cells.map((key) => ({ file, key })));
  // VS Code names a cell by the address of its notebook and a number of its own.
  const ofNotebook = notebooks.filter(({ file }) => cellId?.includes(encodeURI(file).replaceAll('\\', '/')));
  const same = (ofNotebook.length > 0 ? ofNotebook : notebooks).filter(({ key }) => key.hash === hash);
  const named = notebooks.filter(({ key }) => key.id !== undefined && key.id === cellId);
  const found = [...same.filter((one) => named.includes(one)), ...same, ...named];
  return [...new Set(found)].map(({ file, key }) => {
    const basis = key.hash === hash ? place.basis : 'index';
    return atDefinition({ ...rest, file, cell: key.cell, basis }, files);
  });
}

/** Python tells the line of the first decorator; a person looks for the `def`. */
function atDefinition(place: SourceCandidate, files: readonly IndexedFile[]): SourceCandidate {
  const symbols = files.find(({ file }) => file === place.file)?.symbols ?? [];
  const definitions = symbols.filter(
    ({ kind, functionName, line, cell }) =>
      (kind === 'decorated' || kind === 'function') &&
      cell === place.cell &&
      functionName?.split('.').at(-1) === place.function &&
      line >= place.line &&
      line <= place.line + decoratorLines,
  );
  const [nearest] = definitions.toSorted((a, b) => a.line - b.line);
  return nearest === undefined ? place : { ...place, line: nearest.line, column: nearest.column };
}

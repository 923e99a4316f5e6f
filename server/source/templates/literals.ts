import { pythonCells } from '../notebook.ts';
import type { Slicer } from '../slicer.ts';
import { inJavaScript, inPython } from './codeTexts.ts';
import type { Literal } from './literal.ts';
import { isPromptFile, textsInPromptFile } from './promptFiles.ts';

/** Every text of a source file, a notebook or a file of prompts. */
export async function literalsIn(path: string, text: string, slicer: Slicer): Promise<readonly Literal[]> {
  if (path.endsWith('.ipynb')) {
    const found: Literal[] = [];
    for (const { cell, text: source } of pythonCells(text)) {
      for (const literal of await inPython(source, slicer)) found.push({ ...literal, cell });
    }
    return found;
  }
  if (isPromptFile(path)) return textsInPromptFile(path, text, slicer);
  return path.endsWith('.py') ? inPython(text, slicer) : inJavaScript(path, text, slicer);
}

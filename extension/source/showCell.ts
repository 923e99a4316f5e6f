import * as vscode from 'vscode';
import { columnFor } from './viewColumn.ts';

/** Shows a line (from 1) of a notebook's cell (from 0); the cell's editor where it is on screen. */
export async function showCell(
  uri: vscode.Uri,
  cell: number,
  line: number,
  preserveFocus: boolean,
): Promise<vscode.TextEditor | undefined> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  const range = new vscode.NotebookRange(cell, cell + 1);
  const editor = await vscode.window.showNotebookDocument(notebook, {
    viewColumn: columnFor(uri),
    preserveFocus,
    selections: [range],
  });
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  const document = notebook.cellAt(cell).document;
  const cellEditor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
  if (cellEditor) {
    const position = new vscode.Position(Math.min(line, document.lineCount) - 1, 0);
    cellEditor.selection = new vscode.Selection(position, position);
  }
  return cellEditor;
}

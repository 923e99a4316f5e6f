/** What copying needs of a window. */
export interface CopyWindow {
  readonly navigator: Pick<Navigator, 'clipboard'>;
  readonly document: Document;
}

/** A frame has the clipboard only where the page around it allows that: then the old way, which a click allows. */
export function copyText(win: CopyWindow, text: string): void {
  const { clipboard } = win.navigator as { readonly clipboard?: Clipboard };
  const written = clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
  written.catch(() => copyBySelection(win.document, text));
}

function copyBySelection(document: Document, text: string): void {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
}

import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import type * as vscode from 'vscode';
import { evaluateInHost } from './extensionHost.ts';
import { poll } from './poll.ts';
import { pickInQuickInput } from './quickInput.ts';
import { type Settings, type ThemeName, themes } from './settings.ts';
import { createTerminalPage, type TerminalPage } from './terminal.ts';

const actionTimeoutMs = 20_000;
const startTimeoutMs = 60_000;
const cursorPattern = /Ln (\d+), Col (\d+)/;

/** Directory, in the clone, for what the tests leave for people to look at. */
export const resultsDir = join(import.meta.dirname, '..', '..', '..', 'test-results', 'vscode');

export interface Cursor {
  /** Base name of the document in front. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A VS Code that is served to the browser. */
export interface ServedWorkspace {
  readonly url: string;
  /** The folder that is open. */
  readonly workspace: string;
  /** Only where the test API extension is installed. */
  readonly testApiPortFile?: string;
}

/** A VS Code window: what a user does and sees. Every action waits for its effect and names it when it fails. */
export class Workbench {
  readonly page: Page;
  readonly server: ServedWorkspace;
  readonly terminal: TerminalPage;
  /** Errors of the page's console and requests that failed, for the report of a failed test. */
  readonly problems: string[] = [];

  constructor(page: Page, server: ServedWorkspace) {
    this.page = page;
    this.server = server;
    this.terminal = createTerminalPage(page, () => this.palette('Terminal: Create New Terminal'));
    page.setDefaultTimeout(actionTimeoutMs);
    page.on('dialog', (dialog) => void dialog.accept());
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    page.on('requestfailed', (request) => {
      this.problems.push(`${request.url()} ${request.failure()?.errorText ?? ''}`);
    });
  }

  /** Runs a command by its label in the command palette, category included (`View: Toggle Terminal`). */
  palette(label: string): Promise<void> {
    return pickInQuickInput(this.page, 'F1', `>${label}`, label);
  }

  /** Opens a file of the workspace by its name, at a line (from 1) if given. */
  async openFile(path: string, line?: number): Promise<void> {
    const query = line === undefined ? path : `${path}:${line}`;
    await pickInQuickInput(this.page, 'Control+P', query, basename(path));
    await this.waitForCursor({ file: basename(path), ...(line !== undefined && { line }) });
  }

  /** The status bar item whose text matches; Playwright waits for it on use. */
  statusBarItem(text: RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** Where the cursor is, or undefined while no text editor is in front. */
  async cursorPosition(): Promise<Cursor | undefined> {
    const tab = this.page.locator('.editor-group-container.active .tab.active').first();
    const item = this.statusBarItem(cursorPattern);
    if ((await tab.count()) === 0 || (await item.count()) === 0) return undefined;
    const file = await tab.getAttribute('data-resource-name');
    const match = cursorPattern.exec((await item.first().textContent()) ?? '');
    return match && file ? { file, line: Number(match[1]), column: Number(match[2]) } : undefined;
  }

  /** Waits until the editor in front shows this file, and the cursor is on this line if one is given. */
  waitForCursor(expected: { readonly file: string; readonly line?: number }): Promise<Cursor> {
    const matches = (cursor: Cursor | undefined) =>
      cursor?.file === expected.file && (expected.line === undefined || cursor.line === expected.line);
    return poll(
      async () => {
        const cursor = await this.cursorPosition();
        return matches(cursor) ? cursor : undefined;
      },
      { what: `the cursor at ${expected.file}:${expected.line ?? '*'}` },
    );
  }

  /** Waits until an editor shows this file with its cursor on this line, whether or not it has the focus. */
  async waitForVisibleLine(expected: { readonly file: string; readonly line: number }): Promise<void> {
    const shown = () =>
      this.evaluate(
        (vscode) =>
          vscode.window.visibleTextEditors.map(({ document, selection, visibleRanges }) => ({
            file: document.uri.path.split('/').at(-1),
            line: selection.active.line + 1,
            inView: visibleRanges.some((range) => range.contains(selection.active)),
          })),
        undefined,
      );
    await poll(
      async () =>
        (await shown()).some(
          ({ file, line, inView }) => file === expected.file && line === expected.line && inView,
        ) || undefined,
      { what: `an editor on ${expected.file}:${expected.line}` },
    );
  }

  /** Waits until a notebook's selected cell has this text, and the cell's cursor is on the line that holds it. */
  async waitForVisibleCell(expected: { readonly file: string; readonly text: string }): Promise<void> {
    const selected = () =>
      this.evaluate(
        (vscode) =>
          vscode.window.visibleNotebookEditors.map(({ notebook, selection }) => {
            const { document } = notebook.cellAt(selection.start);
            const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
            return {
              file: notebook.uri.path.split('/').at(-1),
              line: editor && document.lineAt(editor.selection.active.line).text,
            };
          }),
        undefined,
      );
    await poll(
      async () =>
        (await selected()).some(
          ({ file, line }) => file === expected.file && line?.includes(expected.text),
        ) || undefined,
      { what: `a cell of ${expected.file} on "${expected.text}"` },
    );
  }

  /** The frame of the webview that holds an element; after a reload of the webview ask again. */
  webviewFrame(selector: string): Promise<Frame> {
    return poll(() => findFrame(this.page, selector), { what: `a webview with ${selector}` });
  }

  /** Reloads the window as a user does, and waits until it is usable. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.palette('Developer: Reload Window');
    await loaded;
    await this.waitUntilReady();
  }

  /** Changes user settings while VS Code runs. */
  async updateSettings(changes: Settings): Promise<void> {
    await this.evaluate(async (vscode, entries) => {
      const configuration = vscode.workspace.getConfiguration();
      for (const [key, value] of entries)
        await configuration.update(key, value, vscode.ConfigurationTarget.Global);
    }, Object.entries(changes));
  }

  async setTheme(name: ThemeName): Promise<void> {
    const { setting, className } = themes[name];
    await this.updateSettings({ 'workbench.colorTheme': setting });
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  /** Runs a self-contained function with the `vscode` API, for what a test cannot see or set by the page. */
  evaluate<A, R>(work: (api: typeof vscode, argument: A) => R | PromiseLike<R>, argument: A): Promise<R> {
    const { testApiPortFile } = this.server;
    if (!testApiPortFile) throw new Error('This VS Code has no test API');
    return evaluateInHost(testApiPortFile, work, argument);
  }

  /** Saves `test-results/vscode/NAME.png` and returns its path. */
  async screenshot(name: string): Promise<string> {
    await mkdir(resultsDir, { recursive: true });
    const path = join(resultsDir, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async waitUntilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.editor').waitFor({ timeout: startTimeoutMs });
    await this.page.locator('.statusbar-item').first().waitFor({ timeout: startTimeoutMs });
  }
}

/** Opens the server's workspace in a new page. */
export async function openWorkbench(browser: Browser, server: ServedWorkspace): Promise<Workbench> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const workbench = new Workbench(page, server);
  await page.goto(server.url);
  await workbench.waitUntilReady();
  return workbench;
}

async function findFrame(page: Page, selector: string): Promise<Frame | undefined> {
  for (const frame of page.frames()) {
    if (frame !== page.mainFrame() && (await holds(frame, selector))) return frame;
  }
  return undefined;
}

async function holds(frame: Frame, selector: string): Promise<boolean> {
  try {
    return (await frame.locator(selector).count()) > 0;
  } catch (error) {
    // VS Code replaces a webview's frames while it loads.
    if (frame.isDetached() || /navigat|destroyed|detached/i.test(String(error))) return false;
    throw error;
  }
}

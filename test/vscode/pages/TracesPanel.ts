import type { Frame, Locator } from 'playwright-core';
import { poll } from '../harness/poll.ts';
import type { Workbench } from '../harness/Workbench.ts';

/** A span as the panel shows it. */
export interface ShownSpan {
  readonly name: string;
  readonly kind: string;
  readonly failed?: true;
  readonly children: readonly ShownSpan[];
}

export interface StoppedRow {
  /** From 0, in the order of the DOM. */
  readonly index: number;
  readonly name: string;
  readonly label: string;
  /** False: a caller is chosen. */
  readonly top: boolean;
}

interface FlatRow {
  readonly level: number;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
}

/** The Traces panel: what a user reads and clicks in it. Frames are looked up anew: VS Code replaces them. */
export class TracesPanel {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** Opens the panel by its command and waits for its page. */
  async open(): Promise<void> {
    await this.#workbench.palette('Sidetrace: Show Traces');
    await this.frame();
  }

  /** Opens a file of the workspace in the panel's group, and waits until the panel's page is gone. */
  async hideBehind(file: string): Promise<void> {
    const page = await this.frame();
    await this.#workbench.evaluate(async (vscode, name) => {
      const group = vscode.window.tabGroups.all.find(({ tabs }) =>
        tabs.some(({ input }) => input instanceof vscode.TabInputWebview),
      );
      const [found] = await vscode.workspace.findFiles(name);
      await vscode.window.showTextDocument(found!, { viewColumn: group!.viewColumn, preview: false });
    }, file);
    await poll(async () => page.isDetached() || undefined, {
      what: 'the page of the hidden panel to be gone',
    });
  }

  frame(): Promise<Frame> {
    return this.#workbench.webviewFrame('#app[data-host="vscode"] .app');
  }

  /** The rows of the list that are drawn, newest first. */
  async traces(): Promise<Locator> {
    return (await this.frame()).getByRole('treegrid', { name: 'Traces' }).locator('.trace-row');
  }

  /** Waits until the list has this many traces and none of them runs any more. */
  async waitForTraces(count: number, timeoutMs = 60_000): Promise<void> {
    await poll(
      async () => {
        const running = await (await this.traces()).locator('.pulse').count();
        return (await this.#listed()) === count && running === 0 ? true : undefined;
      },
      { what: `${count} finished traces in the list`, timeoutMs },
    );
  }

  /** Traces in the list: those out of view are not drawn. */
  async #listed(): Promise<number> {
    const list = (await this.frame()).getByRole('treegrid', { name: 'Traces' });
    return list.evaluateAll(([grid]) => Number(grid?.getAttribute('data-traces') ?? 0));
  }

  /** Shows the n-th trace of the list, from 0. */
  async selectTrace(index: number): Promise<void> {
    const row = (await this.traces()).nth(index);
    await row.click();
    const name = (await row.locator('.trace-name').textContent()) ?? '';
    await (await this.rows()).first().locator('.span-title', { hasText: name }).waitFor();
  }

  /** The visible rows of the tree. */
  async rows(): Promise<Locator> {
    return (await this.frame()).getByRole('tree', { name: 'Spans' }).getByRole('treeitem');
  }

  /** The shown trace as nested spans, read from the rows' levels. */
  async tree(): Promise<readonly ShownSpan[]> {
    const rows = await (await this.rows()).evaluateAll((elements) =>
      elements.map((element) => ({
        level: Number(element.getAttribute('aria-level')),
        top: element.getBoundingClientRect().top,
        name: element.querySelector('.span-title')?.textContent ?? '',
        look: element.querySelector('.row-icon [role=img]')?.getAttribute('aria-label') ?? '',
      })),
    );
    const ordered = rows.toSorted((a, b) => a.top - b.top);
    return nest(
      ordered.map(({ level, name, look }) => {
        const [kind = '', status = ''] = look.split(', ');
        return { level, name, kind: kind === 'Span' ? 'UNKNOWN' : kind, status };
      }),
    );
  }

  /** Clicks the n-th row of that name, from 0. */
  async clickSpan(name: string, nth = 0): Promise<void> {
    const rows = await this.rows();
    await rows
      .filter({ has: (await this.frame()).getByText(name, { exact: true }) })
      .nth(nth)
      .click();
  }

  /** Opens the menu of the n-th row of that name, from 0, and chooses in it. */
  async chooseInMenu(name: string, label: string, nth = 0): Promise<void> {
    await this.openMenu(name, nth);
    await this.choose(label);
  }

  /** In the menu that opens. VS Code's menus take no click in their first tenth of a second: it is repeated. */
  async choose(label: string): Promise<void> {
    const entry = this.#workbench.page.locator('.monaco-menu .action-label', { hasText: label });
    await entry.waitFor();
    await poll(
      async () => {
        if (!(await entry.isVisible())) return true;
        await entry.click({ timeout: 1_000 }).catch(() => undefined);
        return undefined;
      },
      { what: `the choice of ${label}` },
    );
  }

  /** Opens the menu of the n-th row of that name; its entries. */
  async openMenu(name: string, nth = 0): Promise<Locator> {
    const title = (await this.frame()).getByText(name, { exact: true });
    await (await this.rows()).filter({ has: title }).nth(nth).click({ button: 'right' });
    const entries = this.#workbench.page.locator('.monaco-menu .action-item:not(.disabled) .action-label');
    await entries.first().waitFor();
    return entries;
  }

  /** The row in which the debugger stands: its name, and what it says to a screen reader. */
  async stoppedRow(): Promise<StoppedRow | undefined> {
    const found = await (await this.rows()).evaluateAll((rows) =>
      rows.flatMap((row, index) =>
        row.getAttribute('aria-current') === 'step'
          ? [
              {
                index,
                name: row.querySelector('.span-title')?.textContent ?? '',
                label: row.querySelector('.stop-mark [role=img]')?.getAttribute('aria-label') ?? '',
                top: !row.classList.contains('stopped-caller'),
              },
            ]
          : [],
      ),
    );
    return found[0];
  }

  async details(): Promise<Locator> {
    return (await this.frame()).getByRole('region', { name: 'Details' });
  }

  async openTab(name: string): Promise<Locator> {
    const details = await this.details();
    await details.getByRole('tab', { name }).click();
    return details.getByRole('tabpanel');
  }
}

function nest(rows: readonly FlatRow[]): readonly ShownSpan[] {
  const roots: ShownSpan[] = [];
  const path: ShownSpan[][] = [roots];
  for (const { level, name, kind, status } of rows) {
    const children: ShownSpan[] = [];
    path[level - 1]?.push({ name, kind, ...(status === 'failed' && { failed: true as const }), children });
    path[level] = children;
  }
  return roots;
}

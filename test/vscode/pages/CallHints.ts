import type { Locator } from 'playwright-core';
import { inTime } from '../harness/inTime.ts';
import { poll } from '../harness/poll.ts';
import type { Workbench } from '../harness/Workbench.ts';

/** What an editor shows of the calls of its code: lenses, the choice behind them, hovers. */
export class CallHints {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  lens(text: RegExp): Locator {
    return this.#workbench.page.locator('.codelens-decoration').filter({ hasText: text });
  }

  /** Clicks on a lens; resolves with the rows of the list that opens. */
  async choices(text: RegExp): Promise<Locator> {
    const rows = this.#workbench.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    const link = this.lens(text).first().locator('a').first();
    return poll(
      async () => {
        // VS Code forgets the command of a lens before it draws the one that comes in its place.
        await link.click();
        return (await inTime(rows.first().waitFor({ timeout: 3_000 }))) ? rows : undefined;
      },
      { what: `the list behind the lens ${text}`, timeoutMs: 60_000 },
    );
  }

  /** Where the mouse is on a word of a line of the editor in front. */
  async hover(line: string, word: string): Promise<Locator> {
    const { page } = this.#workbench;
    const name = page.locator('.view-line', { hasText: line }).getByText(word, { exact: true });
    const hover = page.locator('.monaco-hover:visible', { hasText: 'Show in Traces' });
    return poll(
      async () => {
        // A hover goes where the mouse goes; one that comes up elsewhere takes the first move.
        await page.mouse.move(0, 0);
        await name.first().hover();
        return (await inTime(hover.waitFor({ timeout: 3_000 }))) ? hover : undefined;
      },
      { what: `the hover of ${word}`, timeoutMs: 60_000 },
    );
  }
}

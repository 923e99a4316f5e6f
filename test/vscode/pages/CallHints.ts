import type { Locator } from 'playwright-core';
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

  /** Rows of the list that a click on a lens opens. */
  choices(): Locator {
    return this.#workbench.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
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
        return hover.waitFor({ timeout: 3_000 }).then(
          () => hover,
          () => undefined,
        );
      },
      { what: `the hover of ${word}`, timeoutMs: 60_000 },
    );
  }
}

import type { Locator, Page } from 'playwright-core';
import { poll } from './poll.ts';

const attemptMs = 3_000;

/** Opens the menu of code actions at the cursor until the entry is there: a server that was just started has none yet. */
export async function openLightBulb(page: Page, entry: Locator): Promise<void> {
  await poll(
    async () => {
      await page.keyboard.press('Control+.');
      return entry.waitFor({ timeout: attemptMs }).then(
        () => true as const,
        () => undefined,
      );
    },
    { what: `the code action ${entry}` },
  );
}

import type { Locator, Page } from 'playwright-core';
import { inTime } from './inTime.ts';
import { poll } from './poll.ts';

const attemptMs = 3_000;

/** Opens the menu of code actions at the cursor until the entry is there: a server that was just started has none yet. */
export async function openLightBulb(page: Page, entry: Locator): Promise<void> {
  await poll(
    async () => {
      await page.keyboard.press('Control+.');
      return (await inTime(entry.waitFor({ timeout: attemptMs }))) || undefined;
    },
    { what: `the code action ${entry}` },
  );
}

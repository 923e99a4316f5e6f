import type { Locator, Page } from 'playwright-core';
import { inTime } from './inTime.ts';

const attemptMs = 2_000;
const attempts = 10;

/** Picks the row with exactly this label from the quick input that `key` opens; the lists are fuzzy and fill slowly. */
export async function pickInQuickInput(page: Page, key: string, query: string, label: string): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  const row = rowWithLabel(page, label);
  for (let attempt = 1; ; attempt += 1) {
    await page.keyboard.press(key);
    // A window that has just been loaded may not have heard the key, or takes the focus to something else.
    const isFilled = await inTime(input.fill(query, { timeout: attemptMs }));
    // … or closes the list again before its row is clicked.
    if (isFilled && (await inTime(row.click({ timeout: attemptMs })))) break;
    await page.keyboard.press('Escape');
    await input.waitFor({ state: 'hidden' });
    if (attempt === attempts) throw new Error(`No row "${label}" in the list for "${query}"`);
  }
  await input.waitFor({ state: 'hidden' });
}

function rowWithLabel(page: Page, label: string): Locator {
  const rows = page.locator('.quick-input-list .monaco-list-row');
  return rows.filter({ has: page.getByText(label, { exact: true }) }).first();
}

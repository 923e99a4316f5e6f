import type { Page } from 'playwright-core';
import { poll } from './poll.ts';

const promptPattern = /[$#] ?$/;
const nonBreakingSpaces = /\u00a0/g;

/** The integrated terminal that is in front. */
export interface TerminalPage {
  /** Types the command and Enter, and does not wait for its end. */
  run(command: string): Promise<void>;
  /** Runs a command and returns its exit code. */
  runToEnd(command: string, timeoutMs?: number): Promise<number>;
  /** The rows in view, each without its trailing spaces. */
  text(): Promise<string>;
  /** Waits until the rows in view match. */
  waitForText(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
}

/** `open` shows a new terminal; it is called before the first command. */
export function createTerminalPage(page: Page, open: () => Promise<void>): TerminalPage {
  const active = page.locator('.terminal-wrapper.active');
  const state = { opened: false, commands: 0 };

  const text = async () => {
    const rows = await active.locator('.xterm-rows > div').allInnerTexts();
    return rows
      .map((row) => row.replace(nonBreakingSpaces, ' ').trimEnd())
      .join('\n')
      .trimEnd();
  };
  const waitForText = (pattern: RegExp, timeoutMs?: number) =>
    poll(async () => pattern.exec(await text()) ?? undefined, {
      what: `the terminal to show ${pattern}`,
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
  const run = async (command: string) => {
    if (!state.opened) {
      await open();
      await active.locator('.xterm-rows').waitFor();
      await waitForText(promptPattern);
      state.opened = true;
    }
    await active.locator('.xterm-helper-textarea').focus();
    await page.keyboard.type(`${command}\n`);
  };
  const runToEnd = async (command: string, timeoutMs?: number) => {
    state.commands += 1;
    // The typed line holds "$?", so only the printed one matches.
    await run(`${command}; echo "[end ${state.commands}: $?]"`);
    const match = await waitForText(new RegExp(`\\[end ${state.commands}: (\\d+)\\]`), timeoutMs);
    return Number(match[1]);
  };
  return { run, runToEnd, text, waitForText };
}

import type { Locator } from 'playwright-core';
import type { Workbench } from '../harness/Workbench.ts';

export interface ValueInCode {
  /** The line's own text. */
  readonly code: string;
  readonly value: string;
  /** `rgb(…)` */
  readonly colour: string;
}

/** What stands behind the lines of the editor in front, and in its gutter. */
export class CodeValues {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  get #lines(): Locator {
    // Cells of a notebook stand in a layer of their own.
    return this.#workbench.page.locator(
      '.editor-group-container.active .editor-instance .view-line, .notebookOverlay .view-line',
    );
  }

  /** From the first line in view to the last. */
  values(): Promise<readonly ValueInCode[]> {
    return this.#lines.evaluateAll((lines) =>
      lines
        .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .flatMap((line) =>
          [...line.querySelectorAll('span')].flatMap((span) => {
            const { content, color } = getComputedStyle(span, '::after');
            // Of a span that has just been replaced there is none at all.
            if (['', 'none', 'normal', '""'].includes(content)) return [];
            const code = (line.textContent ?? '').replaceAll('\u00a0', ' ').trim();
            return [{ code, value: JSON.parse(content) as string, colour: color }];
          }),
        ),
    );
  }

  /** `line: mark`, by line. */
  marks(): Promise<readonly string[]> {
    return this.#workbench.page
      .locator('.editor-group-container.active .editor-instance .monaco-editor')
      .first()
      .evaluate((editor) => {
        const lineOf = (top: number): string =>
          [...editor.querySelectorAll('.line-numbers')].find(
            (one) => Math.abs(one.getBoundingClientRect().top - top) < 3,
          )?.textContent ?? '?';
        return [...editor.querySelectorAll('.glyph-margin-widgets .cgmr')]
          .flatMap((one) => {
            const mark = /mark-(\w+)-/.exec(getComputedStyle(one).backgroundImage)?.[1];
            return mark === undefined ? [] : [`${lineOf(one.getBoundingClientRect().top)}: ${mark}`];
          })
          .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
      });
  }
}

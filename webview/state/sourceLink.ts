import { type ReadonlySignal, signal } from '@preact/signals';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { OpenResult } from '../../protocol/messages/webview.ts';
import type { SpanRef } from '../../protocol/model/span.ts';
import type { Host, OpenTarget } from '../host/host.ts';

/** The way from a span to its line: the last answer of the host, for the header of the details. */
export interface SourceLink {
  readonly result: ReadonlySignal<OpenResult | undefined>;
  open(target: OpenTarget): void;
  /** What went wrong is shown as with a line that cannot be opened. */
  showDiff(span: SpanRef): void;
  clear(): void;
}

export function createSourceLink(host: Pick<Host, 'openSource' | 'showDiff'>): SourceLink {
  const result = signal<OpenResult | undefined>(undefined);
  let latest = 0;
  return {
    result,
    open(target) {
      const turn = ++latest;
      const show = (answer: OpenResult): void => {
        if (turn === latest) result.value = answer;
      };
      host
        .openSource(target)
        .then(show, (error: unknown) => show({ kind: 'none', reason: messageOf(error) }));
    },
    showDiff(span) {
      const turn = ++latest;
      const show = (answer: OpenResult): void => {
        if (turn === latest && answer.kind === 'none') result.value = answer;
      };
      host.showDiff(span).then(show, (error: unknown) => show({ kind: 'none', reason: messageOf(error) }));
    },
    clear() {
      latest++;
      result.value = undefined;
    },
  };
}

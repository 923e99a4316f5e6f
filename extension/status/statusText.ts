import { assertNever } from '../../protocol/base/assertNever.ts';
import { formatCount } from '../../protocol/base/format.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';

export interface StatusText {
  /** With a codicon, as in `$(pulse) Sidetrace :5005 · 14`. */
  readonly text: string;
  readonly level: 'normal' | 'warning' | 'error';
}

/** Where we listen and how many traces there are, in the fewest characters. */
export function statusText(status: ServerStatus, terminalsOn: boolean): StatusText {
  switch (status.state) {
    case 'stopped':
      return { text: '$(circle-slash) Sidetrace', level: 'normal' };
    case 'starting':
      return { text: '$(sync~spin) Sidetrace', level: 'normal' };
    case 'failed':
      return { text: '$(error) Sidetrace', level: 'error' };
    case 'listening': {
      const icon = terminalsOn ? 'pulse' : 'debug-pause';
      const text = `$(${icon}) Sidetrace :${status.port} · ${formatCount(status.traceCount)}`;
      // These are said in the tooltip and the panel: everything works as it is set up.
      const serious = status.notices.some(
        ({ code }) => !code.endsWith('port-taken') && code !== 'tracing-off',
      );
      return { text, level: serious ? 'warning' : 'normal' };
    }
    default:
      return assertNever(status);
  }
}

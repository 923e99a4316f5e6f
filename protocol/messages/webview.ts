import type { SourceAt } from '../model/source.ts';
import type { SpanId, TraceId } from '../model/span.ts';
import type { StoppedSpan } from './debugging.ts';
import type { Delta } from './delta.ts';
import type { Reply, RequestName } from './requests.ts';
import type { ServerStatus } from './status.ts';

/** Webview → host. Ids only; the host never trusts a path or a command from here. */
export type FromWebview =
  /** A page's first message: questions of an earlier page are withdrawn. */
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly id: number; readonly name: RequestName; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  /** Shows the line of a span, where it stood last, or a frame of its stack. `candidate` picks one of several; absent: the best. Answered by `opened`. */
  | {
      readonly type: 'openSource';
      readonly id: number;
      readonly traceId: TraceId;
      readonly spanId: SpanId;
      readonly candidate?: number;
      readonly at?: SourceAt;
      readonly preserveFocus: boolean;
    }
  /** Shows the code of a span as it ran beside the file as it is. Answered by `opened`. */
  | {
      readonly type: 'showDiff';
      readonly id: number;
      readonly traceId: TraceId;
      readonly spanId: SpanId;
    }
  /** Opened by the host after a scheme check (http, https). */
  | { readonly type: 'openLink'; readonly url: string }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'command'; readonly command: WebviewCommand };

/** Commands the webview may run, by our own names; the host maps them. */
export const webviewCommands = [
  'copyEnvironment',
  'newTerminal',
  'showLog',
  'restartServer',
  'runExample',
  'openSettings',
] as const;
export type WebviewCommand = (typeof webviewCommands)[number];

/** Host → webview. */
export type ToWebview =
  | { readonly type: 'answer'; readonly id: number; readonly reply: Reply }
  | { readonly type: 'opened'; readonly id: number; readonly result: OpenResult }
  | { readonly type: 'delta'; readonly delta: Delta }
  | { readonly type: 'status'; readonly status: ServerStatus }
  /** Where the debugger stands; `null`: nowhere any more. */
  | { readonly type: 'stopped'; readonly at: StoppedSpan | null }
  /** The host asks the view to show a trace, and a span in it. */
  | { readonly type: 'reveal'; readonly traceId: TraceId; readonly spanId?: SpanId };

export type OpenResult =
  | { readonly kind: 'opened'; readonly label: string }
  | { readonly kind: 'choose'; readonly labels: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string };

import type { Usage } from '../../../protocol/model/usage.ts';
import type { SpanView, TraceView } from '../autologView.ts';
import type { MlflowVersion } from '../harness/mlflowVersions.ts';

/** What a case must show, with one version of MLflow and the client libraries of its day. */
export interface ExpectedCase {
  /** Where the version has no autologging for it: the program runs as if untraced. */
  readonly isTraced?: (version: MlflowVersion) => boolean;
  /** End of the type of what the call raises into the program. */
  readonly raises?: string;
  /** The span whose children run at the same time, and start in any order. */
  readonly parallelBelow?: string;
  readonly trace: (version: MlflowVersion) => TraceView;
}

export type ExpectedCases = Readonly<Record<string, ExpectedCase>>;

/** `since(v, 3, 12)`. The boundaries are those of the tested versions. */
export function since({ number }: MlflowVersion, major: number, minor: number): boolean {
  return number[0] > major || (number[0] === major && number[1] >= minor);
}

/** What the provider counts for each answer (provider/reply.ts). */
export const fullUsage: Usage = { input: 20, output: 10, total: 30, cachedInput: 8, reasoning: 4 };

export function twice(usage: Usage): Usage {
  return Object.fromEntries(
    Object.entries(usage).map(([key, count]: [string, number]) => [key, 2 * count]),
  ) as unknown as Usage;
}

export const asked = 'user: What is a trace?';
export const answered = 'assistant: A trace is the story of one request.';
export const thought =
  'assistant: (Someone wants to know about traces.) A trace is the story of one request.';
export const askedTip = 'user: What is a 15 percent tip on a bill of 84.5 dollars?';
export const answeredTip = 'assistant: The tip is $12.68.';
export const tipTool = 'calculate_tip(bill_amount, tip_percentage): Calculate the tip for a bill';

export function calledTip(id: string): string {
  return `assistant: calls calculate_tip {"bill_amount":84.5,"tip_percentage":15} as ${id}`;
}

/** A trace of one call: its tokens are those of the call. */
export function alone(root: SpanView): TraceView {
  return { ...(root.usage && { usage: root.usage }), root };
}

/** Two calls under the program's own span `tip`. */
export function pair(first: SpanView, second: SpanView): TraceView {
  const children = [first, second];
  return {
    ...(first.usage && { usage: twice(first.usage) }),
    root: { name: 'tip', kind: 'UNKNOWN', children },
  };
}

import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { StackFrame } from '../../protocol/messages/debugging.ts';

/** A thread's frames, innermost first, and which of them is chosen in the call stack. */
export interface Stack {
  readonly frames: readonly StackFrame[];
  readonly chosen: number;
  readonly threadName?: string;
}

/** Deeper callers do not matter for the innermost span. */
const mostFrames = 200;

/** DAP's responses to `stackTrace` and `threads`; adapters leave out what they do not know. */
const stackSchema = v.object({
  stackFrames: v.array(
    v.object({
      id: v.number(),
      name: v.optional(v.string(), ''),
      line: v.optional(v.number(), 0),
      source: v.nullish(v.object({ path: v.nullish(v.string()) })),
    }),
  ),
});
const threadsSchema = v.object({ threads: v.array(v.object({ id: v.number(), name: v.string() })) });

/** Reads the stack of the chosen frame from its adapter. Undefined: it is not stopped there any more. */
export async function readStack(item: vscode.DebugStackFrame): Promise<Stack | undefined> {
  const { session, threadId, frameId } = item;
  try {
    const [stack, threads] = await Promise.all([
      session.customRequest('stackTrace', { threadId, startFrame: 0, levels: mostFrames }),
      session.customRequest('threads'),
    ]);
    return stackOf(stack, threads, { threadId, frameId });
  } catch {
    // The program went on meanwhile; adapters have no common word for that.
    return undefined;
  }
}

/** Undefined: the answer is none, or the frame is not in it. */
export function stackOf(
  stack: unknown,
  threads: unknown,
  { threadId, frameId }: { readonly threadId: number; readonly frameId: number },
): Stack | undefined {
  const read = v.safeParse(stackSchema, stack);
  if (!read.success) return undefined;
  const { stackFrames } = read.output;
  const chosen = stackFrames.findIndex(({ id }) => id === frameId);
  if (chosen < 0) return undefined;
  const named = v.safeParse(threadsSchema, threads);
  const thread = named.success ? named.output.threads.find(({ id }) => id === threadId) : undefined;
  const frames = stackFrames.map(({ name, line, source }) => ({
    file: filePath(source?.path ?? ''),
    line: Math.max(0, Math.trunc(line)),
    function: name,
  }));
  return { frames, chosen, ...(thread && { threadName: thread.name }) };
}

/** In remote windows VS Code writes the adapter's paths as `vscode-remote://authority/path`. */
function filePath(path: string): string {
  if (!/^(vscode-remote|file):\/\//.test(path)) return path;
  return decodeURIComponent(new URL(path).pathname).replace(/^\/(?=[a-z]:)/i, '');
}

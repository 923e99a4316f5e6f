import * as v from 'valibot';
import { requestNames } from '../../protocol/messages/requests.ts';
import { type FromWebview, webviewCommands } from '../../protocol/messages/webview.ts';

const id = v.pipe(v.number(), v.integer());
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Ids of SDKs that are not OTel-sized are words too; a path or a URL is not. */
const spanOrTraceId = v.pipe(v.string(), v.regex(/^[\w.:-]{1,200}$/));

const sourceAt = v.union([
  v.literal('stop'),
  v.strictObject({ exception: index, frame: index }),
  v.strictObject({ tool: index }),
  v.strictObject({ message: index, call: index }),
  v.strictObject({ message: index, part: index }),
]);

const schema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({
    type: v.literal('ask'),
    id,
    name: v.picklist(requestNames),
    params: v.unknown(),
  }),
  v.object({ type: v.literal('cancel'), id }),
  v.object({
    type: v.literal('openSource'),
    id,
    traceId: spanOrTraceId,
    spanId: spanOrTraceId,
    candidate: v.exactOptional(index),
    at: v.exactOptional(sourceAt),
    preserveFocus: v.boolean(),
  }),
  v.object({ type: v.literal('showDiff'), id, traceId: spanOrTraceId, spanId: spanOrTraceId }),
  v.object({ type: v.literal('openLink'), url: v.pipe(v.string(), v.regex(/^https?:\/\//i)) }),
  v.object({ type: v.literal('copy'), text: v.string() }),
  v.object({
    type: v.literal('command'),
    command: v.picklist(webviewCommands),
  }),
]);

/** A message of the webview, or why it is none: the page shows what programs sent, so it is not trusted. */
export function parseMessage(
  message: unknown,
): { readonly message: FromWebview } | { readonly problem: string } {
  const parsed = v.safeParse(schema, message);
  if (parsed.success) return { message: parsed.output };
  return { problem: v.summarize(parsed.issues) };
}

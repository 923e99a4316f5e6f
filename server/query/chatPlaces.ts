import { isJsonObject, type JsonObject } from '../../protocol/base/json.ts';
import type { CancelSignal, ResultOf } from '../../protocol/messages/requests.ts';
import type { ChatAt } from '../../protocol/model/source.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';

type Places = ResultOf<'resolveSource'>;

/** What the code has to do with a conversation; the source index's work. */
export interface CodeSearch {
  /** The functions that a call of a tool may run; `call` is as the span of that would be. */
  readonly tool: (call: Span, trace: Trace, ancestors: readonly string[]) => Promise<Places>;
  /** The texts that a message may be made of. */
  readonly template: (text: string, signal?: CancelSignal) => Promise<Places>;
}

export interface ChatSearch {
  readonly search: CodeSearch;
  readonly trace: Trace;
  readonly ancestors: () => readonly string[];
  readonly signal?: CancelSignal;
}

/** A view says which tool or text by its number; its name and words are read from what is stored. */
export async function placesOfChat(at: ChatAt, span: Span, context: ChatSearch): Promise<Places> {
  const { search, trace, ancestors, signal } = context;
  if ('part' in at) {
    const part = span.chat?.messages[at.message]?.content[at.part];
    return part?.type === 'text' ? search.template(part.text, signal) : gone;
  }
  const call = callOf(at, span);
  return call === undefined ? gone : search.tool(call, trace, [span.name, ...ancestors()]);
}

const gone: Places = {
  candidates: [],
  reason: 'The span has no such part any more. Select it again.',
};

function callOf(at: Exclude<ChatAt, { readonly part: number }>, span: Span): Span | undefined {
  const { chat } = span;
  if ('tool' in at) {
    const tool = chat?.tools[at.tool];
    const properties = tool?.parameters?.properties;
    const names = isJsonObject(properties) ? Object.keys(properties) : [];
    return tool && asCall(span, tool.name, Object.fromEntries(names.map((name) => [name, null])));
  }
  const call = chat?.messages[at.message]?.toolCalls?.[at.call];
  return call && asCall(span, call.name, isJsonObject(call.arguments) ? call.arguments : {});
}

/** The model's own span says nothing of the tool but what it is called and given. */
function asCall({ source: _, chat: _chat, ...span }: Span, name: string, inputs: JsonObject): Span {
  return { ...span, name, kind: 'TOOL', inputs, attributes: {} };
}

import { useState } from 'preact/hooks';
import type { JsonPath } from '../../../protocol/messages/requests.ts';
import type { Chat, ChatMessage, ToolCall } from '../../../protocol/model/chat.ts';
import type { ToolCallAt } from '../../../protocol/model/source.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { CodeLink } from './CodeLink.tsx';
import { ContentPartView } from './ContentPartView.tsx';
import { answeredTool, callArguments } from './callText.ts';
import { ToolsOnOffer } from './ToolsOnOffer.tsx';

export interface ChatViewProps {
  readonly chat: Chat;
  /** Facts of the call, shown at the answer: `llama3.2 · 1.48 s · 120 → 45 tok`. */
  readonly answerFacts: string;
  readonly markdown: boolean;
}

/** A shorter text fits too many in the code. */
const leastText = 20;

/** The end of a conversation is what one came for; a long history is a click away. */
const pageOfMessages = 60;

/** A conversation as the model saw it, roles apart, and the tools that were on offer. */
export function ChatView({ chat, answerFacts, markdown }: ChatViewProps) {
  const [shown, setShown] = useState(pageOfMessages);
  const last = chat.messages.at(-1);
  const hidden = Math.max(0, chat.messages.length - shown);
  return (
    <div class="chat">
      {hidden > 0 && (
        <button type="button" class="link earlier" onClick={() => setShown(shown + pageOfMessages)}>
          {strings.chat.earlier(Math.min(hidden, pageOfMessages))}
        </button>
      )}
      {chat.messages.slice(hidden).map((message, index) => (
        <Message
          key={hidden + index}
          message={message}
          tool={message.role === 'tool' ? answeredTool(chat.messages, message) : message.name}
          facts={message === last && message.role === 'assistant' ? answerFacts : ''}
          index={hidden + index}
          markdown={markdown}
        />
      ))}
      <ToolsOnOffer tools={chat.tools} />
    </div>
  );
}

interface MessageProps {
  readonly message: ChatMessage;
  readonly tool: string | undefined;
  readonly facts: string;
  /** Among all of the conversation. */
  readonly index: number;
  readonly markdown: boolean;
}

function Message({ message, tool, facts, index: number, markdown }: MessageProps) {
  const { role, content, toolCalls = [] } = message;
  const path: JsonPath = ['chat', 'messages', number];
  // What tools give back is data: their asterisks are not emphasis.
  const asMarkdown = markdown && role !== 'tool';
  return (
    <article class={`message message-${role}`} aria-label={role}>
      <header class="role">
        <span class="role-name">{role}</span>
        {tool !== undefined && <span>{tool}</span>}
        {facts !== '' && <span class="role-facts">{facts}</span>}
        <FindInCode message={message} index={number} />
      </header>
      {content.map((part, index) => (
        <ContentPartView key={index} part={part} path={[...path, 'content', index]} markdown={asMarkdown} />
      ))}
      {toolCalls.map((call, index) => (
        <Call key={index} call={call} at={{ message: number, call: index }} />
      ))}
      {content.length === 0 && toolCalls.length === 0 && <span class="muted">{strings.chat.empty}</span>}
    </article>
  );
}

/** Programs write these; what a model or a tool says stands in no code. */
const written: readonly ChatMessage['role'][] = ['system', 'developer', 'user'];

/** The way to the template in the code, by the longest text of the message. */
function FindInCode({ message: { role, content }, index }: { message: ChatMessage; index: number }) {
  const { host } = useApp();
  const texts = content.map((part) => (part.type === 'text' ? part.text.length : 0));
  const longest = Math.max(0, ...texts);
  if (!host.opensFrames || !written.includes(role) || longest < leastText) return null;
  const at = { message: index, part: texts.indexOf(longest) };
  return (
    <CodeLink at={at} title={strings.source.findPromptHint} look="find-prompt">
      {strings.source.findPrompt}
    </CodeLink>
  );
}

/** `calculate_tip(bill_amount=187.32, tip_percentage=22)` */
function Call({ call, at }: { call: ToolCall; at: ToolCallAt }) {
  const { host } = useApp();
  const args = callArguments(call.arguments);
  return (
    <div class="call" title={call.id}>
      {host.opensFrames ? (
        <CodeLink at={at} title={strings.source.tool(call.name)} look="call-name mono">
          {call.name}
        </CodeLink>
      ) : (
        <span class="call-name">{call.name}</span>
      )}
      (
      {args.map(({ name, value }, index) => (
        <span key={index} class="call-argument">
          {index > 0 && ', '}
          {name !== undefined && <span class="call-key">{name}</span>}
          {name !== undefined && '='}
          {value}
        </span>
      ))}
      )
    </div>
  );
}

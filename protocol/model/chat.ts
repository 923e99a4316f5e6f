import type { JsonObject, JsonValue } from '../base/json.ts';

export type ChatRole = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | {
      readonly type: 'image' | 'audio' | 'file';
      readonly mediaType?: string;
      /** base64 */
      readonly data?: string;
      readonly url?: string;
      readonly ref?: string;
    }
  | { readonly type: 'json'; readonly value: JsonValue };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Parsed JSON where it parses, else the text as sent. */
  readonly arguments: JsonValue;
}

export interface ChatMessage {
  readonly role: ChatRole;
  readonly content: readonly ContentPart[];
  readonly toolCalls?: readonly ToolCall[];
  /** On a `tool` message: the call it answers. */
  readonly toolCallId?: string;
  readonly name?: string;
}

/** A tool on offer to the model. */
export interface ChatTool {
  readonly name: string;
  readonly description?: string;
  /** JSON schema */
  readonly parameters?: JsonObject;
}

export interface Chat {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[];
}

import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';
import type { ChatMessage, ChatTool } from '../../../protocol/model/chat.ts';

export interface Argument {
  readonly name?: string;
  /** As Python would write it, more or less: `187.32`, `"text"`, `True`. */
  readonly value: string;
}

/** A call's arguments in reading order. Text that is not JSON (a stream that was cut) stays as it was sent. */
export function callArguments(args: JsonValue): readonly Argument[] {
  if (args === null || args === '') return [];
  if (isJsonObject(args))
    return Object.entries(args).map(([name, value]) => ({ name, value: literal(value) }));
  return [{ value: typeof args === 'string' ? args : literal(args) }];
}

function literal(value: JsonValue): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  return JSON.stringify(value);
}

/** The name of the tool whose call a `tool` message answers. */
export function answeredTool(messages: readonly ChatMessage[], message: ChatMessage): string | undefined {
  if (message.name !== undefined) return message.name;
  for (const { toolCalls } of messages) {
    const call = toolCalls?.find(({ id }) => id !== '' && id === message.toolCallId);
    if (call) return call.name;
  }
  return undefined;
}

export interface ToolParameter {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description?: string;
}

/** The parameters of a tool's JSON schema, one level deep. */
export function toolParameters(tool: ChatTool): readonly ToolParameter[] {
  const properties = tool.parameters?.properties;
  if (!isJsonObject(properties)) return [];
  const required = tool.parameters?.required;
  const names = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, schema]) => {
    const property: JsonObject = isJsonObject(schema) ? schema : {};
    const { type, description } = property;
    const shown = { name, type: typeName(type), required: names.includes(name) };
    return typeof description === 'string' ? { ...shown, description } : shown;
  });
}

function typeName(type: JsonValue | undefined): string {
  if (typeof type === 'string') return type;
  return Array.isArray(type) ? type.join(' | ') : 'any';
}

const rasterTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif'];

/** A `data:` address for a picture that cannot carry script; SVG can. */
export function rasterDataUrl(mediaType: string | undefined, data: string | undefined): string | undefined {
  if (data === undefined || !/^[A-Za-z0-9+/=\s]+$/.test(data)) return undefined;
  const type = mediaType ?? 'image/png';
  return rasterTypes.includes(type) ? `data:${type};base64,${data}` : undefined;
}

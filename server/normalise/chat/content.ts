import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { ContentPart } from '../../../protocol/model/chat.ts';
import { at, display, firstOf, listOf, objectOf, textOf } from '../values.ts';
import { mediaFromData, mediaFromUrl, mediaKind } from './dataUrl.ts';

/**
 * Content of a message in the blocks of OpenAI (Chat Completions and Responses), Anthropic, LangChain,
 * Bedrock and Gemini. A block that is none of these is kept as JSON.
 */
export function contentParts(content: JsonValue | undefined): readonly ContentPart[] {
  if (content === undefined || content === null || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  const blocks = listOf(content);
  if (blocks === undefined) return [contentPart(content)];
  return blocks.filter((block) => block !== null && block !== '').map(contentPart);
}

export function contentPart(block: JsonValue): ContentPart {
  if (typeof block === 'string') return { type: 'text', text: block };
  const object = objectOf(block);
  if (object === undefined) return { type: 'json', value: block };
  return textPart(object) ?? reasoningPart(object) ?? mediaPart(object) ?? { type: 'json', value: block };
}

function textPart(block: JsonObject): ContentPart | undefined {
  switch (block.type) {
    case 'text':
    case 'input_text':
    case 'output_text': {
      const text = firstOf(block, ['text', 'content']);
      return { type: 'text', text: text === undefined ? '' : display(text) };
    }
    case 'refusal':
      return { type: 'text', text: textOf(block.refusal) ?? '' };
    case undefined: {
      // Bedrock and Gemini name the block by its only key.
      const text = at(block, 'text');
      return typeof text === 'string' ? { type: 'text', text } : undefined;
    }
    default:
      return undefined;
  }
}

function reasoningPart(block: JsonObject): ContentPart | undefined {
  if (block.type !== 'thinking' && block.type !== 'reasoning') return undefined;
  const text = firstOf(block, ['thinking', 'reasoning', 'text', 'content', 'summary']);
  const lines = listOf(text)?.map((line) => textOf(at(line, 'text')) ?? display(line));
  return { type: 'reasoning', text: lines?.join('\n') ?? display(text ?? '') };
}

function mediaPart(block: JsonObject): ContentPart | undefined {
  switch (block.type) {
    case 'image_url':
    case 'input_image': {
      const url = textOf(at(block.image_url, 'url')) ?? textOf(block.image_url);
      if (url !== undefined) return mediaFromUrl('image', url);
      const file = textOf(block.file_id);
      return file === undefined ? undefined : { type: 'image', ref: file };
    }
    case 'input_audio': {
      const data = textOf(at(block.input_audio, 'data'));
      const format = textOf(at(block.input_audio, 'format'));
      return data === undefined ? undefined : mediaFromData('audio', data, format && `audio/${format}`);
    }
    case 'image':
    case 'audio':
    case 'document':
    case 'file':
    case 'input_file':
      return sourcePart(block, block.type === 'image' || block.type === 'audio' ? block.type : 'file');
    case undefined:
      return inlineData(block);
    default:
      return undefined;
  }
}

/** Anthropic `source`, OpenAI `file`, LangChain's standard blocks and OpenInference's plain keys. */
function sourcePart(block: JsonObject, type: 'image' | 'audio' | 'file'): ContentPart | undefined {
  const source = objectOf(block.source) ?? objectOf(block.file) ?? objectOf(block.image) ?? block;
  const mediaType = textOf(firstOf(source, ['media_type', 'mime_type', 'mediaType']));
  const data = textOf(firstOf(source, ['data', 'base64', 'file_data', 'image']));
  if (data !== undefined) return mediaFromData(type, data, mediaType);
  const url = textOf(at(source, 'url')) ?? textOf(at(at(source, 'image'), 'url'));
  if (url !== undefined) return mediaFromUrl(type, url, mediaType);
  const ref = textOf(firstOf(source, ['file_id', 'id']));
  return ref === undefined ? undefined : { type, ref, ...(mediaType !== undefined && { mediaType }) };
}

/** Gemini `{inline_data: {mime_type, data}}`. */
function inlineData(block: JsonObject): ContentPart | undefined {
  const inline = firstOf(block, ['inline_data', 'inlineData']);
  const data = textOf(at(inline, 'data'));
  if (data === undefined) return undefined;
  const mediaType = textOf(firstOf(inline, ['mime_type', 'mimeType']));
  return mediaFromData(mediaKind(mediaType), data, mediaType);
}

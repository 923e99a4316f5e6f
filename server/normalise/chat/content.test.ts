import { expect, it } from 'vitest';
import type { JsonValue } from '../../../protocol/base/json.ts';
import type { ContentPart } from '../../../protocol/model/chat.ts';
import { contentParts } from './content.ts';

it.each<[JsonValue, readonly ContentPart[]]>([
  ['hi', [{ type: 'text', text: 'hi' }]],
  [null, []],
  ['', []],
  [
    [{ type: 'text', text: 'a' }, 'b'],
    [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ],
  ],
  [[{ type: 'refusal', refusal: 'no' }], [{ type: 'text', text: 'no' }]],
  [
    [{ type: 'image_url', image_url: { url: 'https://x/y.png' } }],
    [{ type: 'image', url: 'https://x/y.png' }],
  ],
  [
    [{ type: 'image_url', image_url: 'data:image/png;base64,AAAA' }],
    [{ type: 'image', mediaType: 'image/png', data: 'AAAA' }],
  ],
  [[{ type: 'input_image', file_id: 'file-1' }], [{ type: 'image', ref: 'file-1' }]],
  [
    [{ type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } }],
    [{ type: 'image', mediaType: 'image/jpeg', data: 'AAAA' }],
  ],
  [[{ type: 'image', source: { type: 'url', url: 'https://x' } }], [{ type: 'image', url: 'https://x' }]],
  [
    [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } }],
    [{ type: 'file', mediaType: 'application/pdf', data: 'AAAA' }],
  ],
  [
    [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }],
    [{ type: 'audio', mediaType: 'audio/wav', data: 'AAAA' }],
  ],
  [[{ type: 'file', file: { file_id: 'f1' } }], [{ type: 'file', ref: 'f1' }]],
  [
    [{ inline_data: { mime_type: 'image/png', data: 'AAAA' } }],
    [{ type: 'image', mediaType: 'image/png', data: 'AAAA' }],
  ],
  [[{ type: 'reasoning', summary: [{ text: 'a' }, { text: 'b' }] }], [{ type: 'reasoning', text: 'a\nb' }]],
  [[{ type: 'hologram', beam: 1 }], [{ type: 'json', value: { type: 'hologram', beam: 1 } }]],
  [{ tip: 12 }, [{ type: 'json', value: { tip: 12 } }]],
  [42, [{ type: 'json', value: 42 }]],
])('%j', (content, parts) => expect(contentParts(content)).toEqual(parts));

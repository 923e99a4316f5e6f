import type { ContentPart } from '../../../protocol/model/chat.ts';
import { defined } from '../values.ts';

export type MediaKind = 'image' | 'audio' | 'file';
type MediaPart = Extract<ContentPart, { type: MediaKind }>;

const attachmentScheme = 'mlflow-attachment://';

/**
 * A media part from whatever a provider calls a URL: `data:` becomes media type and base64, MLflow's
 * `mlflow-attachment://<id>?content_type=…` (SDK 3.10+, the bytes are elsewhere) a reference.
 */
export function mediaFromUrl(type: MediaKind, url: string, mediaType?: string): MediaPart {
  if (url.startsWith(attachmentScheme)) {
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
    return defined<MediaPart>({
      type,
      mediaType: query.get('content_type') ?? mediaType,
      ref: url,
    });
  }
  const comma = url.indexOf(',');
  if (!url.startsWith('data:') || comma < 0) {
    return defined<MediaPart>({ type, mediaType, url });
  }
  const header = url.slice('data:'.length, comma);
  if (!header.endsWith(';base64')) {
    return defined<MediaPart>({ type, mediaType, url });
  }
  const own = header.slice(0, -';base64'.length);
  return defined<MediaPart>({
    type,
    mediaType: own === '' ? mediaType : own,
    data: url.slice(comma + 1),
  });
}

export function mediaFromData(type: MediaKind, data: string, mediaType: string | undefined): MediaPart {
  if (data.startsWith('data:')) return mediaFromUrl(type, data, mediaType);
  return defined<MediaPart>({ type, mediaType, data });
}

/** Which kind of media a MIME type or modality names. */
export function mediaKind(hint: string | undefined): MediaKind {
  if (hint?.startsWith('image')) return 'image';
  if (hint?.startsWith('audio')) return 'audio';
  return 'file';
}

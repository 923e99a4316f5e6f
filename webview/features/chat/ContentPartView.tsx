import { assertNever } from '../../../protocol/base/assertNever.ts';
import type { JsonPath } from '../../../protocol/messages/requests.ts';
import type { ContentPart } from '../../../protocol/model/chat.ts';
import { strings } from '../../l10n.ts';
import { LongText } from '../../widgets/LongText.tsx';
import { JsonView } from '../json/JsonView.tsx';
import { Markdown } from '../markdown/Markdown.tsx';
import { rasterDataUrl } from './callText.ts';

export interface ContentPartViewProps {
  readonly part: ContentPart;
  readonly path: JsonPath;
  readonly markdown: boolean;
}

const clipText = 8000;

export function ContentPartView({ part, path, markdown }: ContentPartViewProps) {
  switch (part.type) {
    case 'text':
      return <Text text={part.text} path={[...path, 'text']} markdown={markdown} />;
    case 'reasoning':
      return (
        <details class="reasoning">
          <summary>{strings.chat.reasoning}</summary>
          <Text text={part.text} path={[...path, 'text']} markdown={markdown} />
        </details>
      );
    case 'json':
      return <JsonView value={part.value} path={[...path, 'value']} />;
    case 'image':
    case 'audio':
    case 'file':
      return <Media part={part} />;
    default:
      return assertNever(part);
  }
}

function Text({ text, path, markdown }: { text: string; path: JsonPath; markdown: boolean }) {
  const render = (shown: string) =>
    markdown ? <Markdown text={shown} /> : <div class="plain-text">{shown}</div>;
  return <LongText text={text} path={path} clip={clipText} render={render} />;
}

type MediaPart = Extract<ContentPart, { readonly type: 'image' | 'audio' | 'file' }>;

/** Only pictures that came with the span are shown: nothing is loaded from elsewhere. */
function Media({ part }: { part: MediaPart }) {
  const source = part.type === 'image' ? rasterDataUrl(part.mediaType, part.data) : undefined;
  if (source !== undefined) return <img class="chat-image" src={source} alt={strings.chat.image} />;
  const what = part.url ?? part.ref ?? part.mediaType ?? part.type;
  return <div class="muted">{strings.chat.mediaNotShown(part.type, what)}</div>;
}

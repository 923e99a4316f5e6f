import { useMemo, useState } from 'preact/hooks';
import { fileLineText } from '../../../protocol/base/fileLine.ts';
import type { Span } from '../../../protocol/model/span.ts';
import { strings } from '../../l10n.ts';
import { createSourceLink } from '../../state/sourceLink.ts';
import { useApp } from '../../widgets/appContext.ts';
import { stackParts } from './stackParts.ts';

export interface StackTextProps {
  readonly text: string;
  readonly span: Pick<Span, 'traceId' | 'spanId'>;
  /** Which of the span's exceptions. */
  readonly exception: number;
}

/** A stack in which frames of the user's own code are links, those of libraries stand back. */
export function StackText({ text, span: { traceId, spanId }, exception }: StackTextProps) {
  const { host } = useApp();
  const parts = useMemo(() => stackParts(text), [text]);
  const source = useMemo(() => createSourceLink(host), [host]);
  const [asked, setAsked] = useState<number | undefined>(undefined);
  const result = source.result.value;
  const open = (frame: number): void => {
    source.clear();
    setAsked(frame);
    source.open({ traceId, spanId, at: { exception, frame }, preserveFocus: false });
  };
  return (
    <>
      {parts.map((part, index) => {
        if (part.kind === 'text' || (part.kind === 'own' && !host.opensFrames)) return part.text;
        if (part.kind === 'library') {
          return (
            <span key={index} class="muted">
              {part.text}
            </span>
          );
        }
        const label = strings.source.open(fileLineText(part.place));
        return (
          <span key={index}>
            <button type="button" class="link" title={label} onClick={() => open(part.frame)}>
              {part.text}
            </button>
            {part.frame === asked && result?.kind === 'none' && (
              <span class="frame-reason muted" role="alert">
                {result.reason}
              </span>
            )}
          </span>
        );
      })}
    </>
  );
}

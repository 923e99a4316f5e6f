import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ChatAt } from '../../../protocol/model/source.ts';
import { strings } from '../../l10n.ts';
import { createSourceLink } from '../../state/sourceLink.ts';
import { useApp } from '../../widgets/appContext.ts';

export interface CodeLinkProps {
  /** Which part of the selected span's conversation; what it says is read by the server. */
  readonly at: ChatAt;
  readonly title: string;
  readonly look: string;
  readonly children: ComponentChildren;
}

/** A part of a conversation that leads to the code; below it the other places, or why there is none. */
export function CodeLink({ at, title, look, children }: CodeLinkProps) {
  const { host, spanDetail } = useApp();
  const { traceId, spanId } = spanDetail.state.value ?? {};
  // What was found for another span is none of this one’s.
  const source = useMemo(() => createSourceLink(host), [host, traceId, spanId]);
  const result = source.result.value;
  if (traceId === undefined || spanId === undefined) return null;
  const open = (candidate?: number): void => {
    const which = candidate === undefined ? {} : { candidate };
    source.open({ traceId, spanId, at, preserveFocus: false, ...which });
  };
  return (
    <>
      <button type="button" class={`link ${look}`} title={title} onClick={() => open()}>
        {children}
      </button>
      {result?.kind === 'none' && (
        <span class="code-answer muted" role="alert">
          {result.reason}
        </span>
      )}
      {result?.kind === 'choose' && (
        <span class="code-answer">
          <span class="muted">{strings.source.choose}</span>
          {result.labels.map((label, index) => (
            <button key={label} type="button" class="link mono" onClick={() => open(index)}>
              {label}
            </button>
          ))}
        </span>
      )}
    </>
  );
}

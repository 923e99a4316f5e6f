import type { Span } from '../../../protocol/model/span.ts';
import type { SpanEntry } from '../../state/openTrace.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { kindText, rowLook, statusText } from '../../widgets/look.ts';
import { CodeStateView } from './CodeStateView.tsx';
import { costText, costTitle, usageBrief, usageText } from './facts.ts';
import { SourceLinkView } from './SourceLinkView.tsx';

/** Name, kind, model, tokens, cost where it is known, and the line in the code. The row has the name before the span is read. */
export function DetailsHeader({ entry, span }: { entry: SpanEntry; span: Span | undefined }) {
  const { host } = useApp();
  const { name, kind, status, model } = entry.row;
  const look = rowLook(kind, status);
  const usage = usageBrief(span?.usage);
  const cost = span?.cost?.unknown === 0 ? span.cost : undefined;
  const kindShown = kindText(kind);
  return (
    <header class="details-header">
      <span class={`row-icon ${look.hue}`}>
        <Icon name={look.icon} label={statusText(status)} />
      </span>
      <div class="details-head">
        <h2 class="details-title" title={name}>
          {name}
        </h2>
        <div class="details-about">
          <span class="details-facts">
            {kindShown !== undefined && <span>{kindShown}</span>}
            {model !== undefined && <span>{model}</span>}
            {usage !== undefined && span?.usage && <span title={usageText(span.usage)}>{usage}</span>}
            {cost && <span title={costTitle(cost, span?.usage)}>{costText(cost)}</span>}
          </span>
          {host.showsSource && <SourceLinkView />}
        </div>
        {host.showsSource && <CodeStateView />}
      </div>
    </header>
  );
}

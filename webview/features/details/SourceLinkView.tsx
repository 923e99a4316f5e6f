import { useState } from 'preact/hooks';
import { placeLabel } from '../../host/placeLabel.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';

/** The span's line in the code: a link; a choice where several places fit; the reason where none is known. */
export function SourceLinkView() {
  const app = useApp();
  const detail = app.spanDetail.state.value;
  const result = app.source.result.value;
  const [choosing, setChoosing] = useState<string | undefined>(undefined);
  if (!detail?.span) return null;
  const { traceId, spanId } = detail;
  const labels = result?.kind === 'choose' ? result.labels : detail.places.map(placeLabel);
  const open = (candidate: number | undefined): void => {
    const which = candidate === undefined ? {} : { candidate };
    app.source.open({ traceId, spanId, preserveFocus: false, ...which });
  };
  if (result?.kind === 'none') return <NoSource reason={result.reason} />;
  if (labels.length === 0) return <NoSource reason={detail.noPlace ?? strings.source.unknown} />;
  const first = result?.kind === 'opened' ? result.label : (labels[0] ?? '');
  const expanded = result?.kind === 'choose' || choosing === spanId;
  return (
    <>
      <span class="source">
        <button
          type="button"
          class="link mono"
          title={strings.source.open(first)}
          onClick={() => open(undefined)}
        >
          {first}
        </button>
        {labels.length > 1 && (
          <button
            type="button"
            class="link muted"
            aria-expanded={expanded}
            onClick={() => setChoosing(expanded ? undefined : spanId)}
          >
            {strings.source.more(labels.length)}
            <Icon name={expanded ? 'chevron-up' : 'chevron-down'} />
          </button>
        )}
      </span>
      {expanded && <Places labels={labels} onOpen={open} />}
    </>
  );
}

function Places({ labels, onOpen }: { labels: readonly string[]; onOpen: (candidate: number) => void }) {
  return (
    <ul class="source-places" aria-label={strings.source.choose}>
      {labels.map((label, index) => (
        <li key={label}>
          <button type="button" class="link mono" onClick={() => onOpen(index)}>
            {label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function NoSource({ reason }: { reason: string }) {
  return (
    <span class="source muted no-source" title={reason}>
      {reason}
    </span>
  );
}

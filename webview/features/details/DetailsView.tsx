import { useMemo } from 'preact/hooks';
import { assertNever } from '../../../protocol/base/assertNever.ts';
import type { JsonValue } from '../../../protocol/base/json.ts';
import type { Span } from '../../../protocol/model/span.ts';
import { strings } from '../../l10n.ts';
import type { App } from '../../state/app.ts';
import type { SpanDetailState } from '../../state/spanDetail.ts';
import { useApp } from '../../widgets/appContext.ts';
import { EndKeeper } from '../../widgets/EndKeeper.tsx';
import { Icon } from '../../widgets/Icon.tsx';
import { IconButton } from '../../widgets/IconButton.tsx';
import { Problem } from '../../widgets/Problem.tsx';
import { Tabs, tabPanelProps } from '../../widgets/Tabs.tsx';
import { createTextSource, TextSourceContext } from '../../widgets/textSource.ts';
import { ChatView } from '../chat/ChatView.tsx';
import { JsonView } from '../json/JsonView.tsx';
import { RegroupNote } from '../regroup/RegroupNote.tsx';
import { DetailsHeader } from './DetailsHeader.tsx';
import { activeTab, detailTabs, type TabId } from './detailTabs.ts';
import { ErrorView, errorLine } from './ErrorView.tsx';
import { answerFacts } from './facts.ts';
import { AttributesPanel, DocumentsPanel, EventsPanel, IoPanel, OutputsPanel } from './panels.tsx';

/** The selected span: what went in, what came out, and everything else that is known of it. */
export function DetailsView() {
  const app = useApp();
  const entry = app.shownSpan.value;
  const state = app.spanDetail.state.value;
  if (!entry) return <section class="details" aria-label={strings.details.label} />;
  const { traceId, spanId } = app.regrouping.refOf(entry);
  const detail = state?.spanId === spanId && state.traceId === traceId ? state : undefined;
  return (
    <section class="details" aria-label={strings.details.label}>
      <DetailsHeader entry={entry} span={detail?.span} />
      <RegroupNote entry={entry} spawnedFrom={entry.inside?.spawnedFrom ?? detail?.span?.spawnedFrom} />
      {detail?.error !== undefined && (
        <Problem
          title={strings.errors.span}
          message={detail.error}
          onRetry={() => app.spanDetail.show({ traceId: detail.traceId, spanId: detail.spanId })}
        />
      )}
      {detail?.span ? <Body app={app} detail={detail} span={detail.span} /> : null}
    </section>
  );
}

function Body({ app, detail, span }: { app: App; detail: SpanDetailState; span: Span }) {
  const { tab, markdown } = app.navigation;
  const tabs = detailTabs(span);
  const active = activeTab(tabs, tab.value);
  const { readText } = app.spanDetail;
  const source = useMemo(() => createTextSource(detail.cuts, readText), [detail.cuts, readText]);
  const select = (id: string): void => {
    tab.value = id === tabs[0] ? undefined : id;
  };
  return (
    <TextSourceContext.Provider value={source}>
      <Tabs
        label={strings.details.label}
        tabs={tabs.map((id) => ({ id, label: strings.details.tabs[id], ...countOf(span, id) }))}
        active={active}
        onSelect={select}
        addons={active === 'chat' && <PlainTextToggle app={app} />}
      />
      {/* Keyed: another span or tab starts at its top, a refreshed one keeps its scroll position. */}
      <EndKeeper
        class="panel"
        key={`${span.spanId}-${active}`}
        growing={span.status === 'running'}
        {...tabPanelProps(active)}
      >
        {active !== 'error' && <ErrorBanner span={span} onShow={() => select('error')} />}
        <Panel id={active} span={span} markdown={markdown.value} />
      </EndKeeper>
    </TextSourceContext.Provider>
  );
}

function countOf(span: Span, id: TabId): { readonly count?: number } {
  if (id === 'events') return { count: span.events.length };
  return id === 'documents' ? { count: span.documents?.length ?? 0 } : {};
}

function Panel({ id, span, markdown }: { id: TabId; span: Span; markdown: boolean }) {
  switch (id) {
    case 'chat':
      return span.chat ? (
        <ChatView chat={span.chat} answerFacts={answerFacts(span)} markdown={markdown} />
      ) : null;
    case 'io':
      return <IoPanel span={span} />;
    case 'inputs':
      return <JsonView value={span.inputs} path={['inputs']} />;
    case 'outputs':
      return <OutputsPanel span={span} />;
    case 'documents':
      return <DocumentsPanel span={span} />;
    case 'attributes':
      return <AttributesPanel span={span} />;
    case 'events':
      return <EventsPanel span={span} />;
    case 'error':
      return <ErrorView span={span} />;
    case 'raw':
      return <JsonView value={span as unknown as JsonValue} path={[]} open={1} />;
    default:
      return assertNever(id);
  }
}

/** A failed span says so wherever one looks. */
function ErrorBanner({ span, onShow }: { span: Span; onShow: () => void }) {
  const line = errorLine(span);
  if (line === undefined) return null;
  return (
    <button type="button" class="error-banner" title={strings.details.showError} onClick={onShow}>
      <Icon name={span.status === 'aborted' ? 'circle-slash' : 'error'} />
      <span>{line}</span>
    </button>
  );
}

function PlainTextToggle({ app }: { app: App }) {
  const { markdown } = app.navigation;
  return (
    <IconButton
      icon="file-code"
      label={strings.chat.plainText}
      pressed={!markdown.value}
      onClick={() => {
        markdown.value = !markdown.value;
      }}
    />
  );
}

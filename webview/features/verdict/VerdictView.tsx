import { computed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TraceRow, Verdict } from '../../../protocol/messages/rows.ts';
import { strings } from '../../l10n.ts';
import type { App } from '../../state/app.ts';
import { spanKey } from '../../state/insideSpans.ts';
import { createSourceLink } from '../../state/sourceLink.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { Cell } from '../traceList/GridRow.tsx';
import { parentsOf } from '../tree/flattenVisible.ts';
import { briefText, lineOf, verdictNow, waitedText } from './verdictText.ts';

/** Over the tree: in which span the process ended. */
export function EndedVerdict() {
  const { openTrace } = useApp();
  const verdict = openTrace.state.value?.trace?.verdict;
  if (verdict === undefined || verdict.kind === 'waiting') return null;
  return <VerdictLine verdict={verdict} icon="circle-slash" hue="hue-aborted" />;
}

/** Below the tree, so that the rows keep their place when it comes and goes: where the trace waits, for how long. */
export function WaitingVerdict() {
  const { openTrace, clock } = useApp();
  // Draws when it is due and when it is over, not at each tick between.
  const waiting = useMemo(
    () => computed(() => verdictNow(openTrace.state.value?.trace, clock.now.value)),
    [openTrace, clock],
  ).value;
  return waiting?.kind === 'waiting' ? (
    <VerdictLine verdict={waiting} icon="clockface" hue="hue-running" />
  ) : null;
}

function VerdictLine({ verdict, icon, hue }: { verdict: Verdict; icon: string; hue: string }) {
  const app = useApp();
  const { kind, name } = verdict;
  const { start, end } = strings.verdict[kind];
  return (
    <div class="verdict">
      <span class={hue}>
        <Icon name={icon} />
      </span>
      <div class="verdict-text">
        {start}
        <button
          type="button"
          class="link verdict-name"
          title={strings.verdict.showSpan(name)}
          onClick={() => showSpan(app, verdict)}
        >
          {name}
        </button>
        {end}
        {kind === 'waiting' && <Waited verdict={verdict} />}
        <Line verdict={verdict} />
      </div>
    </div>
  );
}

function showSpan(app: App, { traceId, spanId }: Verdict): void {
  const { spans, trace } = app.openTrace.state.peek() ?? {};
  if (!spans || !trace) return;
  const key = spanKey(trace.traceId, { traceId: traceId ?? trace.traceId, spanId });
  app.setCollapsed(parentsOf(spans, key), false);
  app.selectSpan(key);
}

/** Apart, so that a second that goes by draws this text and nothing else. */
function Waited({ verdict }: { verdict: Verdict }) {
  const { clock } = useApp();
  const text = useMemo(() => computed(() => waitedText(verdict, clock.now.value)), [verdict, clock]);
  return (
    <>
      {strings.verdict.for}
      <span class="number">{text.value}</span>
    </>
  );
}

function Line({ verdict }: { verdict: Verdict }) {
  const { host, openTrace } = useApp();
  const source = useMemo(() => createSourceLink(host), [host]);
  const line = lineOf(verdict);
  const traceId = openTrace.state.value?.trace?.traceId;
  if (line === undefined || traceId === undefined) return null;
  const { spanId, at } = verdict;
  const whose = verdict.traceId ?? traceId;
  const { stoodAt, spanAt } = strings.verdict;
  const open = (): void => source.open({ traceId: whose, spanId, at: 'stop', preserveFocus: false });
  const result = source.result.value;
  return (
    <>
      {strings.verdict.at}
      {host.showsSource ? (
        <button type="button" class="link mono" title={at ? stoodAt(line) : spanAt(line)} onClick={open}>
          {line}
        </button>
      ) : (
        <span class="mono">{line}</span>
      )}
      {result?.kind === 'none' && <span class="muted"> {result.reason}</span>}
    </>
  );
}

/** The preview of a trace in the list, or what is to be said in its place. */
export function TracePreview(props: { row: TraceRow; preview: string; children: ComponentChildren }) {
  const { row, preview, children } = props;
  const { clock } = useApp();
  const text = useMemo(
    () =>
      computed(() => {
        const isOpen = row.verdict && (row.status === 'running' || row.status === 'aborted');
        const verdict = isOpen ? verdictNow(row, clock.now.value) : undefined;
        return verdict === undefined ? preview : briefText(verdict, clock.now.value);
      }),
    [row, preview, clock],
  );
  return (
    <Cell look="trace-preview">
      {children}
      {text.value}
    </Cell>
  );
}

/** The panel on made-up data: `?case=…` picks it. Built by `webview/dev/shoot.ts`, never shipped. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { render } from 'preact';
import { AppView } from '../AppView.tsx';
import { createMemoryHost, type MemoryHost } from '../host/memoryHost.ts';
import { createApp } from '../state/app.ts';
import { AppContext } from '../widgets/appContext.ts';
import { agentTrace, failedTrace } from './agentTraces.ts';
import { announcedTrace, japaneseTrace, largeTrace, longTrace, oneSpanTrace } from './otherTraces.ts';
import { runTraces } from './runTraces.ts';
import { stoppedTrace } from './stoppedTraces.ts';
import { threadTraces } from './threadTraces.ts';
import '../main.css';

const cases: Readonly<Record<string, (host: MemoryHost, now: number) => void>> = {
  empty: () => undefined,
  failed: (host) =>
    host.setStatus({
      state: 'failed',
      message: 'Port 5005 is used by another program, and no other port is free.',
      remedy: 'Close that program, or set another port in “Sidetrace: Port”.',
    }),
  lost: (host, now) => {
    host.put(announcedTrace('g', now - 14_000), agentTrace('a', now - 60_000, false));
    host.setStatus({
      state: 'listening',
      url: 'http://127.0.0.1:5005',
      port: 5005,
      traceCount: 2,
      notices: [
        {
          code: 'otel-too-new',
          message: 'app.py (pid 123): MLflow 2.17.2 cannot send traces with opentelemetry-sdk 1.45.2.',
          remedy: 'Install an older one, or MLflow 3.4 or newer:',
          command: 'pip install "opentelemetry-sdk<1.41"',
        },
      ],
    });
  },
  maybelost: (host, now) => host.put(announcedTrace('g', now - 14_000)),
  waiting: (host, now) =>
    host.put(
      stoppedTrace('w', { kind: 'waiting', at: now - 61_000, sinceMs: now - 42_000 }),
      stoppedTrace('g', { kind: 'vanished', at: now - 200_000, sinceMs: now - 160_000 }),
      agentTrace('a', now - 300_000, false),
    ),
  gone: (host, now) =>
    host.put(
      stoppedTrace('g', { kind: 'vanished', at: now - 60_000, sinceMs: now - 16_000 }),
      agentTrace('a', now - 68_000, false),
    ),
  gonelong: (host, now) =>
    host.put(
      stoppedTrace('j', {
        kind: 'ended',
        at: now - 60_000,
        sinceMs: now - 16_000,
        name: '明日の金沢の天気を調べてから傘が要るかどうかを答える',
        file: 'a_module_with_a_rather_long_name_for_a_narrow_panel.py',
      }),
    ),
  one: (host, now) => host.put(oneSpanTrace('f', now - 5000)),
  running: (host, now) =>
    host.put(
      agentTrace('a', now - 6800, true),
      failedTrace('b', now - 22_000),
      japaneseTrace('c', now - 50_000),
      longTrace('d', now - 200_000),
      agentTrace('e', now - 300_000, false),
      oneSpanTrace('f', now - 400_000),
    ),
  done: (host, now) =>
    host.put(
      agentTrace('a', now - 6800, false),
      failedTrace('b', now - 22_000),
      japaneseTrace('c', now - 50_000),
      longTrace('d', now - 200_000),
      oneSpanTrace('f', now - 400_000),
    ),
  runs: (host, now) => host.put(...runTraces(now)),
  error: (host, now) => host.put(failedTrace('b', now - 22_000), agentTrace('a', now - 68_000, false)),
  japanese: (host, now) => host.put(japaneseTrace('c', now - 50_000), failedTrace('b', now - 82_000)),
  threads: (host, now) => host.put(...threadTraces('t', now - 60_000), agentTrace('a', now - 90_000, false)),
  'threads-running': (host, now) => host.put(...threadTraces('t', now - 800, true)),
  long: (host, now) => host.put(longTrace('d', now - 200_000)),
};

function start(element: HTMLElement): void {
  const query = new URLSearchParams(location.search);
  const host = createMemoryHost(JSON.parse(query.get('state') ?? 'null'));
  const app = createApp(host, window);
  render(
    <AppContext.Provider value={app}>
      <AppView />
    </AppContext.Provider>,
    element,
  );
  const now = Date.now();
  const size = Number(query.get('spans') ?? '0');
  host.start();
  if (size > 0) host.put(largeTrace('s', now - size * 3, size));
  else cases[query.get('case') ?? 'running']?.(host, now);
  // The driver of the page streams into it.
  Object.assign(globalThis, {
    devHost: host,
    devTraces: { threadTraces, agentTrace, failedTrace, largeTrace, oneSpanTrace },
  });
}

const element = document.getElementById('app');
if (element) start(element);

import { expect, it, vi } from 'vitest';
import type { Delta } from '../../protocol/messages/delta.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { PageWindow } from './browserPage.ts';
import { schemeInFrame } from './editorScheme.ts';
import { createEmbeddedHost, embeddedIds } from './embeddedHost.ts';
import { changesBetween, isNamed, pauseAfter } from './tracePoll.ts';

function row(traceId: string, revision: number, more: Partial<TraceRow> = {}): TraceRow {
  return {
    traceId,
    name: traceId,
    status: 'ok',
    startNs: '1',
    spanCount: 1,
    errorCount: 0,
    revision,
    ...more,
  };
}

it('reads the ids as MLflow writes them, each once, at most fifty', () => {
  expect(embeddedIds('?trace_id=tr-1&experiment_id=1&trace_id=b&trace_id=tr-1&trace_id=&version=3')).toEqual([
    'tr-1',
    'b',
  ]);
  const many = Array.from({ length: 60 }, (_, index) => `trace_id=${index}`).join('&');
  expect(embeddedIds(`?${many}`)).toHaveLength(50);
});

it('tells what came, changed and went between two looks', () => {
  const before = [row('a', 1), row('b', 1), row('c', 1)];
  expect(changesBetween(before, [row('a', 1), row('b', 2), row('d', 1)])).toEqual({
    changed: ['b', 'd'],
    removed: ['c'],
  });
});

it('knows a trace under each form of its id', () => {
  const known = row('0af7', 1, { requestId: 'r1' });
  expect(['0af7', 'tr-0af7', 'r1', 'tr-0af8'].map((id) => isNamed(known, id))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

it('looks often while spans are to come, seldom after', () => {
  const busy = pauseAfter(['a'], [], 0);
  expect(pauseAfter(['a'], [row('a', 1, { status: 'running' })], 10_000)).toBe(busy);
  expect(pauseAfter(['a'], [row('a', 1)], 0)).toBe(busy);
  expect(pauseAfter(['a'], [row('a', 1)], 100)).toBeGreaterThan(busy);
  expect(pauseAfter(['a', 'b'], [row('a', 1)], 100)).toBe(busy);
  expect(pauseAfter(['a'], [], 1000)).toBeGreaterThan(busy);
});

function played(answers: readonly (readonly TraceRow[] | 'down')[]) {
  const asked: { path: string; body: unknown }[] = [];
  const looks: (() => void)[] = [];
  let at = 0;
  const fetch = async (path: string, init: { body: string }): Promise<Response> => {
    asked.push({ path, body: JSON.parse(init.body) });
    const answer = answers[Math.min(at, answers.length - 1)];
    if (answer === 'down') throw new TypeError('fetch failed');
    return Response.json({ ok: { traces: answer } });
  };
  const win = {
    fetch,
    location: { origin: 'http://127.0.0.1:5005', port: '5005' },
    document: { hidden: false },
    setTimeout: (look: () => void) => looks.push(look),
  } as unknown as PageWindow;
  const next = async (): Promise<void> => {
    await vi.waitFor(() => expect(looks).toHaveLength(1));
    at += 1;
    looks.shift()?.();
  };
  return { win, asked, next };
}

it('tells of the named traces and asks for nothing else', async () => {
  const { win, asked, next } = played([[], [row('1', 1)], 'down', [row('1', 7)]]);
  const host = createEmbeddedHost(win, ['tr-1']);
  const deltas: Delta[] = [];
  const states: string[] = [];
  host.onDelta((delta) => deltas.push(delta));
  host.onStatus(({ state }) => states.push(state));
  host.start();
  await next();
  await next();
  await next();
  await vi.waitFor(() => expect(deltas).toHaveLength(2));
  expect(states).toEqual(['listening', 'listening', 'failed', 'listening']);
  expect(deltas.map(({ changed, removed }) => ({ changed, removed }))).toEqual([
    { changed: ['1'], removed: [] },
    { changed: ['1'], removed: [] },
  ]);
  expect(deltas[0]?.generation).not.toBe(deltas[1]?.generation);
  expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(['/api/request/by-id']));
});

it('lists the named traces, newest first, and refuses what is not read by id', async () => {
  const { win, asked } = played([[row('a', 1, { startNs: '5' }), row('b', 1, { startNs: '9' })]]);
  const host = createEmbeddedHost(win, ['a', 'b']);
  const regroup = { all: true, except: [] };
  const { traces } = await host.ask('listTraces', { limit: 10, regroup });
  expect(traces.map(({ traceId }) => traceId)).toEqual(['b', 'a']);
  expect(asked[0]?.body).toEqual({ name: 'getTraceRows', params: { traceIds: ['a', 'b'], regroup } });
  await expect(host.ask('deleteTraces', { traceIds: 'all' })).rejects.toThrow();
});

it.each<[string, readonly string[], string | undefined, string | undefined]>([
  ['VS Code', ['vscode-webview://1a2b', 'vscode-file://vscode-app'], 'dark', 'dark'],
  ['VS Code on the web', ['https://x1.vscode-cdn.net', 'https://vscode.dev'], 'light', 'light'],
  ['JupyterLab', ['http://localhost:8888'], 'dark', undefined],
  ['a page that calls itself so', ['https://vscode-cdn.net.evil.example'], 'dark', undefined],
  ['no editor', ['vscode-webview://1a2b'], undefined, undefined],
  ['a tab of its own', [], 'dark', undefined],
])('takes the colours of the editor in its own frames only: %s', (_, ancestors, told, scheme) => {
  expect(schemeInFrame(ancestors, told)).toBe(scheme);
});

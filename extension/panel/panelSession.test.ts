import { expect, it } from 'vitest';
import type { Delta } from '../../protocol/messages/delta.ts';
import { type Ask, type CancelSignal, RequestError } from '../../protocol/messages/requests.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { OpenResult, ToWebview } from '../../protocol/messages/webview.ts';
import type { SpanRef } from '../../protocol/model/span.ts';
import type { OpenSourceRequest } from '../source/openSource.ts';
import { PanelSession } from './panelSession.ts';

const delta: Delta = { generation: 'g', seq: 1, changed: ['t'], removed: [], traceCount: 1 };
const starting: ServerStatus = { state: 'starting' };

interface Question {
  readonly name: string;
  readonly params: unknown;
  readonly signal: CancelSignal | undefined;
  readonly answer: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** A page that a test plays, a server that answers when the test says so. */
function createSession() {
  const posted: ToWebview[] = [];
  const done: unknown[] = [];
  const questions: Question[] = [];
  const opens: { readonly request: OpenSourceRequest; readonly answer: (result: OpenResult) => void }[] = [];
  const diffs: { readonly span: SpanRef; readonly answer: (result: OpenResult) => void }[] = [];
  const listeners = new Map<string, (value: never) => void>();
  const on = (name: string) => (listener: (value: never) => void) => {
    listeners.set(name, listener);
    return { dispose: () => void listeners.delete(name) };
  };
  const emit = (name: string, value: unknown): void => listeners.get(name)?.(value as never);
  const page = { visible: true };
  const ask = ((name: string, params: unknown, signal?: CancelSignal) =>
    new Promise<unknown>((answer, fail) => questions.push({ name, params, signal, answer, fail }))) as Ask;
  const session = new PanelSession({
    panel: {
      get visible() {
        return page.visible;
      },
      post: (message) => posted.push(message),
      onMessage: on('message') as never,
      onHide: on('hide') as never,
    },
    server: { ask, status: starting, onDelta: on('delta') as never, onStatus: on('status') as never },
    stopped: { span: undefined, onChange: on('stopped') as never },
    openSource: (request) => new Promise((answer) => opens.push({ request, answer })),
    showDiff: (span) => new Promise((answer) => diffs.push({ span, answer })),
    openLink: (url) => done.push(['link', url]),
    copy: (text) => done.push(['copy', text]),
    command: (command) => done.push(['command', command]),
    warn: (line) => done.push(['warn', line]),
  });
  return { session, posted, done, questions, opens, diffs, page, listeners, emit };
}

/** Lets promises that are settled run on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const question = (id: number) => ({ type: 'ask', id, name: 'listTraces', params: { limit: id } });

it('tells a page that is ready how the server is', () => {
  const { posted, emit } = createSession();
  emit('message', { type: 'ready' });
  expect(posted).toEqual([{ type: 'status', status: starting }]);
});

it('keeps what is to be shown until there is a page that hears it, and says it once', () => {
  const { session, posted, emit } = createSession();
  const reveals = () => posted.filter(({ type }) => type === 'reveal');
  session.reveal('early', 's');
  session.reveal('later', 's');
  expect(reveals()).toEqual([]);
  emit('message', { type: 'ready' });
  const later = { type: 'reveal', traceId: 'later', spanId: 's' };
  expect(reveals()).toEqual([later]);
  session.reveal('now');
  expect(reveals()).toEqual([later, { type: 'reveal', traceId: 'now' }]);
  emit('hide', undefined);
  session.reveal('hidden');
  emit('message', { type: 'ready' });
  emit('message', { type: 'ready' });
  expect(reveals().slice(2)).toEqual([{ type: 'reveal', traceId: 'hidden' }]);
});

it('carries questions to the server and each answer back under its id', async () => {
  const { posted, questions, emit } = createSession();
  emit('message', question(1));
  emit('message', question(2));
  emit('message', question(3));
  expect(questions.map(({ name, params }) => [name, params])).toEqual([
    ['listTraces', { limit: 1 }],
    ['listTraces', { limit: 2 }],
    ['listTraces', { limit: 3 }],
  ]);
  questions[1]!.answer({ traces: [] });
  questions[0]!.fail(new RequestError('not-found', 'gone'));
  questions[2]!.fail(new Error('bug'));
  await settled();
  expect(posted).toHaveLength(3);
  expect(posted).toContainEqual({ type: 'answer', id: 2, reply: { ok: { traces: [] } } });
  expect(posted).toContainEqual({
    type: 'answer',
    id: 1,
    reply: { error: { code: 'not-found', message: 'gone' } },
  });
  expect(posted).toContainEqual({
    type: 'answer',
    id: 3,
    reply: { error: { code: 'internal', message: 'bug' } },
  });
});

it('withdraws a question that the page no longer asks, and does not answer it', async () => {
  const { posted, questions, emit } = createSession();
  emit('message', question(1));
  emit('message', { type: 'cancel', id: 1 });
  expect(questions[0]!.signal?.aborted).toBe(true);
  questions[0]!.answer('late');
  await settled();
  expect(posted).toEqual([]);
});

it('never gives a page that was loaded anew the answers of the page before', async () => {
  const { posted, questions, opens, emit } = createSession();
  const open = { type: 'openSource', id: 2, traceId: 't', spanId: 's', preserveFocus: true };
  emit('message', question(1));
  emit('message', open);
  emit('message', { type: 'ready' });
  emit('message', question(1));
  expect(questions.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
  questions[0]!.answer('of the page before');
  opens[0]!.answer({ kind: 'opened', label: 'of the page before' });
  await settled();
  questions[1]!.answer('new');
  await settled();
  expect(posted.filter(({ type }) => type !== 'status')).toEqual([
    { type: 'answer', id: 1, reply: { ok: 'new' } },
  ]);
});

it('shows the diff of a span by its ids alone, and says how that went', async () => {
  const { diffs, posted, done, emit } = createSession();
  const show = { type: 'showDiff', id: 4, traceId: 't', spanId: 's' };
  emit('message', { ...show, file: '/etc/passwd' });
  expect(diffs.map(({ span }) => span)).toEqual([{ traceId: 't', spanId: 's' }]);
  diffs[0]!.answer({ kind: 'none', reason: 'why' });
  await settled();
  expect(posted).toEqual([{ type: 'opened', id: 4, result: { kind: 'none', reason: 'why' } }]);
  emit('message', { ...show, traceId: '/etc/passwd' });
  expect([diffs.length, done.length]).toEqual([1, 1]);
});

it('opens a frame of a stack by its numbers, and takes no path with them', () => {
  const { opens, done, emit } = createSession();
  const open = { type: 'openSource', id: 1, traceId: 't', spanId: 's', preserveFocus: false };
  const at = { exception: 0, frame: 3 };
  emit('message', { ...open, at });
  expect(opens.map(({ request }) => request.at)).toEqual([at]);
  for (const wrong of [
    { ...at, file: '/etc/passwd' },
    { ...at, frame: -1 },
    { ...at, frame: '3' },
    '/a.py',
  ]) {
    emit('message', { ...open, at: wrong });
  }
  expect(opens).toHaveLength(1);
  const said = expect.stringContaining('may not');
  expect(done).toEqual(Array.from({ length: 4 }, () => ['warn', said]));
});

it('can still withdraw the new question after the old one under its id has ended', async () => {
  const { questions, emit } = createSession();
  emit('message', question(1));
  emit('message', { type: 'ready' });
  emit('message', question(1));
  questions[0]!.answer('old');
  await settled();
  emit('message', { type: 'cancel', id: 1 });
  expect(questions[1]!.signal?.aborted).toBe(true);
});

it('forwards deltas only to a page that is shown, the status always', () => {
  const { posted, page, emit } = createSession();
  emit('delta', delta);
  page.visible = false;
  emit('delta', delta);
  emit('status', starting);
  expect(posted).toEqual([
    { type: 'delta', delta },
    { type: 'status', status: starting },
  ]);
});

it('opens a line by ids, and reports what came of it', async () => {
  const { posted, opens, emit } = createSession();
  emit('message', {
    type: 'openSource',
    id: 7,
    traceId: 't',
    spanId: 's',
    candidate: 1,
    preserveFocus: true,
  });
  expect(opens[0]!.request).toMatchObject({ traceId: 't', spanId: 's', candidate: 1, preserveFocus: true });
  opens[0]!.answer({ kind: 'opened', label: 'a.py:3' });
  await settled();
  expect(posted).toEqual([{ type: 'opened', id: 7, result: { kind: 'opened', label: 'a.py:3' } }]);
});

it('does what the buttons of the page ask for', () => {
  const { done, emit } = createSession();
  emit('message', { type: 'openLink', url: 'https://example.org/' });
  emit('message', { type: 'copy', text: 'x' });
  emit('message', { type: 'command', command: 'showLog' });
  expect(done).toEqual([
    ['link', 'https://example.org/'],
    ['copy', 'x'],
    ['command', 'showLog'],
  ]);
});

it.each<[string, unknown]>([
  ['no message at all', 'ready'],
  ['a message of no known type', { type: 'eval', code: '1' }],
  ['a question that is not in the table', { type: 'ask', id: 1, name: 'dropTables', params: {} }],
  [
    'a path instead of an id',
    { type: 'openSource', id: 1, traceId: '/etc/passwd', spanId: 's', preserveFocus: true },
  ],
  [
    'a place of its own',
    { type: 'openSource', id: 1, traceId: 't', spanId: 's', candidate: -1, preserveFocus: true },
  ],
  [
    'the name of a tool instead of its number',
    { type: 'openSource', id: 1, traceId: 't', spanId: 's', at: { tool: 'rm' }, preserveFocus: true },
  ],
  ['a link that runs something', { type: 'openLink', url: 'command:workbench.action.quit' }],
  ['a file', { type: 'openLink', url: 'file:///etc/passwd' }],
  ['a command of VS Code', { type: 'command', command: 'workbench.action.quit' }],
])('refuses %s and says so in the log', (_, message) => {
  const { posted, done, questions, opens, emit } = createSession();
  emit('message', message);
  expect({ posted, questions, opens }).toEqual({ posted: [], questions: [], opens: [] });
  expect(done).toEqual([['warn', expect.stringContaining('The panel sent')]]);
});

it('is silent once disposed', async () => {
  const { session, posted, questions, listeners, emit } = createSession();
  emit('message', question(1));
  session.dispose();
  expect(questions[0]!.signal?.aborted).toBe(true);
  expect([...listeners.keys()]).toEqual([]);
  questions[0]!.answer('late');
  await settled();
  expect(posted).toEqual([]);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { AdviceBook, adviceRoutes } from './adviceRoutes.ts';
import { type Receiver, startReceiver } from './server.ts';
import { send } from './testing/client.ts';

const advice = { kind: 'otelTooNew', pid: 123, command: '/home/me/app.py', mlflow: '3.3.2', otel: '1.45.2' };

let book: AdviceBook;
let receiver: Receiver;

beforeEach(async () => {
  book = new AdviceBook();
  const routes = adviceRoutes(book);
  // Like sending spans: any program of this machine may.
  receiver = await startReceiver({ routes, port: 0, log: () => undefined, ownerOf: async () => 'other' });
});
afterEach(() => receiver.close());

async function tell(body: unknown): Promise<number> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await send(receiver.port, { method: 'POST', path: '/live/v1/advice', body: text })).status;
}

it('says which program loses its traces and how to mend it, and no path', async () => {
  let told = 0;
  book.onChange(() => {
    told += 1;
  });
  expect(await tell(advice)).toBe(200);
  expect(told).toBe(1);
  expect(book.notices).toEqual([
    {
      code: 'otel-too-new',
      id: 'app.py 3.3.2 1.45.2',
      message: 'app.py (pid 123): MLflow 3.3.2 cannot send traces with opentelemetry-sdk 1.45.2.',
      remedy: 'Install an older one, or MLflow 3.4 or newer:',
      command: 'pip install "opentelemetry-sdk<1.41"',
    },
  ]);
});

it('keeps the last run of a program, and the last five programs', async () => {
  for (let pid = 1; pid <= 8; pid += 1) await tell({ ...advice, pid, command: `C:\\apps\\app${pid % 7}.py` });
  await tell({ ...advice, pid: 9, command: 'app6.py' });
  expect(book.notices.map(({ message }) => message.split(':')[0])).toEqual([
    'app4.py (pid 4)',
    'app5.py (pid 5)',
    'app0.py (pid 7)',
    'app1.py (pid 8)',
    'app6.py (pid 9)',
  ]);
});

it('takes back what is over when spans come', async () => {
  const codes = (): readonly string[] => book.notices.map(({ code }) => code);
  let told = 0;
  book.onChange(() => {
    told += 1;
  });
  const silent = { kind: 'disabled', pid: 123, command: '/home/me/app.py', by: 'OTEL_SDK_DISABLED' };
  await tell(silent);
  await tell(advice);
  book.add({ kind: 'dropped', pid: 123, command: 'app.py', spans: 3 });
  expect(codes()).toEqual(['tracing-off', 'otel-too-new', 'spans-dropped']);
  book.spansCame(9, 'other.py');
  book.spansCame(9, 'app');
  expect([told, codes().length]).toEqual([3, 3]);
  // Its spans come by live records; what MLflow sends is lost all the same.
  book.spansCame(123, 'app.py');
  expect([told, codes()]).toEqual([4, ['otel-too-new', 'spans-dropped']]);
  await tell(silent);
  book.spansCame(124, 'app.py');
  expect([told, codes()]).toEqual([6, ['spans-dropped']]);
});

it.each([
  ['no JSON', '{'],
  ['another kind', { ...advice, kind: 'other' }],
  ['a version that is a text', { ...advice, otel: 'rm -rf / ; <b>' }],
  ['no process', { ...advice, pid: -1 }],
  ['an endless command', { ...advice, command: 'x'.repeat(1001) }],
])('refuses %s', async (_, body) => {
  expect(await tell(body)).toBe(400);
  expect(book.notices).toEqual([]);
});

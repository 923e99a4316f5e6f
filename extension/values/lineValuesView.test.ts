import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LineValues, LineValuesParams, ValuesMode } from '../../protocol/messages/values.ts';
import type { EventEmitter as FakeEmitter } from '../testing/fakeVscode.ts';

const fake = vi.hoisted(() => ({
  editors: [] as unknown[],
  edited: undefined as FakeEmitter | undefined,
  shown: new Map<unknown, unknown>(),
}));

/** As much of `vscode` as decorations need. */
vi.mock('vscode', async () => {
  const { EventEmitter } = await import('../testing/fakeVscode.ts');
  const never = new EventEmitter().event;
  fake.edited = new EventEmitter();
  return {
    EventEmitter,
    MarkdownString: class {},
    ThemeColor: class {},
    Range: class {},
    DecorationRangeBehavior: { ClosedClosed: 1 },
    ColorThemeKind: { Light: 1, Dark: 2, HighContrast: 3, HighContrastLight: 4 },
    Uri: { joinPath: () => ({}) },
    workspace: { onDidChangeTextDocument: fake.edited.event },
    window: {
      activeColorTheme: { kind: 2 },
      onDidChangeActiveColorTheme: never,
      onDidChangeVisibleTextEditors: never,
      createTextEditorDecorationType: (options: object) => ({ options, dispose: () => undefined }),
      get visibleTextEditors() {
        return fake.editors;
      },
    },
  };
});

const { EventEmitter } = await import('../testing/fakeVscode.ts');
const { LineValuesView } = await import('./lineValuesView.ts');

const document = {
  uri: { scheme: 'file', toString: () => 'file:///w/agent.py' },
  languageId: 'python',
  lineCount: 10,
  version: 1,
  lineAt: () => ({ range: { end: {} } }),
};

let asked: LineValuesParams[];
let answer: LineValues;
let mode: ValuesMode;
let traceCount: number;
let values: number;
let view: { dispose(): void } | undefined;
let changed = new EventEmitter();
let statuses = new EventEmitter();

beforeEach(() => {
  vi.useFakeTimers();
  [asked, mode, traceCount, values] = [[], 'lastRun', 1, 0];
  [changed, statuses] = [new EventEmitter(), new EventEmitter()];
  answer = {
    version: 1,
    values: [2, 5].map((line) => ({ line, text: 'x', state: 'ok', tooltip: '' })),
    marks: [],
  };
  document.version = 1;
  const setDecorations = ({ options }: { options: { after?: object } }, list: readonly unknown[]): void => {
    if (options.after) values = list.length;
  };
  fake.editors = [{ document, setDecorations }];
});
afterEach(() => {
  view?.dispose();
  vi.useRealTimers();
});

async function start(): Promise<void> {
  view = new LineValuesView({
    extensionUri: {} as never,
    server: {
      get status() {
        return { state: 'listening', url: '', port: 1, traceCount, notices: [] } as const;
      },
      onStatus: statuses.event,
      onValuesChanged: changed.event,
      lineValues: async (params: LineValuesParams) => {
        asked.push(params);
        return answer;
      },
    } as never,
    settings: {
      valuesMode: () => mode,
      valuesMaxLength: () => 80,
      gutterMarks: () => false,
      onChange: () => ({ dispose: () => undefined }),
    },
  });
  await settled();
}

/** All that waits for a promise. */
async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

it('asks nothing while there is no trace, and when the first comes', async () => {
  traceCount = 0;
  await start();
  expect(asked).toEqual([]);
  traceCount = 1;
  statuses.fire();
  await settled();
  expect(asked).toEqual([{ uri: 'file:///w/agent.py', mode: 'lastRun', maxLength: 80, marks: false }]);
  expect(values).toBe(2);
  statuses.fire();
  await settled();
  expect(asked).toHaveLength(1);
});

it('asks nothing where values and marks are off', async () => {
  mode = 'off';
  await start();
  expect(asked).toEqual([]);
});

it('asks again when the server says so, and once for what is said while it asks', async () => {
  await start();
  changed.fire();
  changed.fire();
  changed.fire();
  await settled();
  expect(asked).toHaveLength(3);
});

it('hides the value of a line that is edited, at once, and asks when the typing rests', async () => {
  await start();
  const type = (): void => {
    document.version += 1;
    const range = { start: { line: 2 }, end: { line: 2 } };
    fake.edited?.fire({ document, contentChanges: [{ range, text: 'a' }] });
  };
  type();
  expect(values).toBe(1);
  await vi.advanceTimersByTimeAsync(900);
  type();
  await vi.advanceTimersByTimeAsync(900);
  expect(asked).toHaveLength(1);
  answer = { ...answer, version: document.version };
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toHaveLength(2);
  expect(values).toBe(2);
});

it('leaves an answer that belongs to an earlier text', async () => {
  answer = { ...answer, version: 0 };
  await start();
  expect(values).toBe(0);
});

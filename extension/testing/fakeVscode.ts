/**
 * As much of the `vscode` module as the extension's unit tests need: events, texts, settings and what was shown. A
 * test file gives it as `vi.mock('vscode', …)`; the real editor is tested in `test/vscode`.
 */
type Listener = (value: unknown) => void;

export class EventEmitter {
  readonly #listeners = new Set<Listener>();
  readonly event = (listener: Listener): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };
  fire(value?: unknown): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

class MarkdownString {
  readonly value: string;
  constructor(value = '') {
    this.value = value;
  }
}

export interface FakeVscode {
  /** What a test sets: trust, settings by full name, the button that the user will press, what a search finds. */
  readonly given: {
    trusted: boolean;
    settings: Record<string, unknown>;
    choice: string | undefined;
    files: string[];
    notebook: unknown;
  };
  /** Messages shown, commands run, and so on, in their order. */
  readonly log: unknown[][];
  readonly trustGranted: EventEmitter;
  readonly configurationChanged: EventEmitter;
  readonly filesChanged: EventEmitter;
  /** The module's members. */
  readonly module: Readonly<Record<string, unknown>>;
}

export function createFakeVscode(): FakeVscode {
  const given: FakeVscode['given'] = {
    trusted: true,
    settings: {},
    choice: undefined,
    files: [],
    notebook: undefined,
  };
  const log: unknown[][] = [];
  const trustGranted = new EventEmitter();
  const configurationChanged = new EventEmitter();
  const filesChanged = new EventEmitter();
  const message =
    (kind: string) =>
    async (text: string, ...buttons: readonly unknown[]): Promise<string | undefined> => {
      log.push([kind, text, ...buttons]);
      return given.choice;
    };
  const module = {
    EventEmitter,
    MarkdownString,
    Uri: {
      joinPath: ({ fsPath }: { fsPath: string }, ...parts: readonly string[]) => ({
        fsPath: [fsPath, ...parts].join('/'),
      }),
    },
    l10n: {
      t: (text: string, ...values: readonly unknown[]) =>
        text.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
    },
    Disposable: { from: () => ({ dispose: () => undefined }) },
    commands: {
      registerCommand: (name: string) => void log.push(['registered', name]),
      executeCommand: async (...args: readonly unknown[]) => void log.push(['command', ...args]),
    },
    ViewColumn: { One: 1 },
    ProgressLocation: { Notification: 15 },
    debug: {
      registerDebugConfigurationProvider: (type: string, provider: unknown) => {
        log.push(['debugConfigurations', type, provider]);
        return { dispose: () => undefined };
      },
    },
    env: {
      uriScheme: 'code-oss',
      clipboard: { writeText: async (text: string) => void log.push(['copied', text]) },
    },
    window: {
      get activeNotebookEditor() {
        return given.notebook ? { notebook: given.notebook } : undefined;
      },
      withProgress: (_: unknown, work: (...args: readonly unknown[]) => unknown) => work({}, {}),
      showErrorMessage: message('error'),
      showInformationMessage: message('information'),
      setStatusBarMessage: (text: string) => void log.push(['statusBar', text]),
      showWarningMessage: message('warning'),
      showTextDocument: async () => void log.push(['shown']),
      createTerminal: () => ({
        show: () => undefined,
        sendText: (text: string) => void log.push(['terminal', text]),
      }),
    },
    workspace: {
      findFiles: async () => given.files.map((fsPath) => ({ fsPath })),
      openTextDocument: async ({ content }: { content: string }) => void log.push(['opened', content]),
      get isTrusted() {
        return given.trusted;
      },
      workspaceFolders: [
        { name: 'w', uri: { scheme: 'file', fsPath: '/w' } },
        { name: 'no', uri: { scheme: 'vsls', fsPath: '/no' } },
      ],
      onDidGrantWorkspaceTrust: trustGranted.event,
      onDidChangeWorkspaceFolders: new EventEmitter().event,
      onDidChangeTextDocument: new EventEmitter().event,
      createFileSystemWatcher: () => ({
        onDidCreate: filesChanged.event,
        onDidChange: filesChanged.event,
        onDidDelete: filesChanged.event,
        dispose: () => undefined,
      }),
      onDidChangeConfiguration: configurationChanged.event,
      getConfiguration: (section: string) => ({
        get: (name: string, fallback: unknown) => {
          log.push(['setting', `${section}.${name}`, fallback]);
          return given.settings[`${section}.${name}`] ?? fallback;
        },
      }),
    },
  };
  return { given, log, trustGranted, configurationChanged, filesChanged, module };
}

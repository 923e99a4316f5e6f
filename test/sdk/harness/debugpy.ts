import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface DebugPlan {
  /** A Python that has debugpy; the program's own need not. */
  readonly debugpy: string;
  readonly python: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Where it is to stop. */
  readonly line: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface DebuggedFrame {
  readonly name: string;
  readonly line: number;
  readonly source: { readonly path: string };
}

export interface StoppedProgram {
  /** The innermost frame. */
  readonly frame: DebuggedFrame;
  /** Innermost first. */
  readonly frames: readonly DebuggedFrame[];
  readonly threadName: string;
  readonly pid: number;
  /** The threads that an editor would list, by name. */
  readonly threads: readonly string[];
  /** Resolves when the program has ended. */
  goOn(): Promise<void>;
  stop(): void;
}

interface Message {
  readonly type: 'request' | 'response' | 'event';
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the adapter sends; the test says what it must be.
  readonly body?: any;
}

/** Starts the program as VS Code does (`launch` of debugpy's adapter, over stdio) and resolves when it stands at the line. */
export async function debugUntilBreakpoint(plan: DebugPlan): Promise<StoppedProgram> {
  const adapter = spawn(plan.debugpy, ['-m', 'debugpy.adapter'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { send, event } = createClient(adapter);
  await send('initialize', { adapterID: 'python', linesStartAt1: true, pathFormat: 'path' });
  const launched = send('launch', {
    program: plan.file,
    args: plan.args,
    python: [plan.python],
    console: 'internalConsole',
    justMyCode: true,
    env: plan.env,
  });
  await event('initialized');
  await send('setBreakpoints', { source: { path: plan.file }, breakpoints: [{ line: plan.line }] });
  await send('configurationDone', {});
  await launched;
  const { threadId } = await event('stopped');
  const { stackFrames } = await send('stackTrace', { threadId });
  const { threads } = await send('threads', {});
  return {
    frame: stackFrames[0],
    frames: stackFrames,
    threadName: threads.find(({ id }: { readonly id: number }) => id === threadId).name,
    pid: (await event('process')).systemProcessId,
    threads: threads.map(({ name }: { readonly name: string }) => name),
    async goOn() {
      const ended = event('terminated');
      await send('continue', { threadId });
      await ended;
    },
    stop: () => void adapter.kill(),
  };
}

function createClient(adapter: ChildProcess & { stdin: NonNullable<ChildProcess['stdin']> }) {
  let seq = 0;
  const answers = new Map<number, (message: Message) => void>();
  const events = new Map<string, (body: Message['body']) => void>();
  const early = new Map<string, Message['body']>();
  readMessages(adapter, (message) => {
    if (message.type === 'response') answers.get(message.request_seq ?? -1)?.(message);
    if (message.type !== 'event' || message.event === undefined) return;
    const listener = events.get(message.event);
    events.delete(message.event);
    if (listener) listener(message.body);
    else early.set(message.event, message.body);
  });
  return {
    send(command: string, args: object): Promise<Message['body']> {
      seq += 1;
      const body = JSON.stringify({ seq, type: 'request', command, arguments: args });
      const answered = new Promise<Message['body']>((resolve, reject) => {
        answers.set(seq, (message) =>
          message.success ? resolve(message.body) : reject(new Error(`${command}: ${message.message}`)),
        );
        void once(adapter, 'exit').then(() => reject(new Error(`${command}: the adapter ended`)));
      });
      adapter.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return answered;
    },
    event(name: string): Promise<Message['body']> {
      if (early.has(name)) {
        const body = early.get(name);
        early.delete(name);
        return Promise.resolve(body);
      }
      return new Promise((resolve) => events.set(name, resolve));
    },
  };
}

function readMessages(adapter: ChildProcess, take: (message: Message) => void): void {
  let rest = Buffer.alloc(0);
  adapter.stdout?.on('data', (piece: Buffer) => {
    rest = Buffer.concat([rest, piece]);
    for (;;) {
      const head = rest.indexOf('\r\n\r\n');
      const length = Number(
        /Content-Length: (\d+)/i.exec(rest.subarray(0, Math.max(0, head)).toString())?.[1],
      );
      if (head < 0 || rest.length < head + 4 + length) return;
      take(JSON.parse(rest.subarray(head + 4, head + 4 + length).toString()) as Message);
      rest = rest.subarray(head + 4 + length);
    }
  });
}

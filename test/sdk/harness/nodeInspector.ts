import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

export interface NodeDebugPlan {
  readonly node: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Where it is to stop, counted from 1. */
  readonly line: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface StoppedNode {
  /** The innermost frame; its line is counted from 1. */
  readonly frame: { readonly name: string; readonly line: number };
  /** Titles of the threads that a debugger lists beside the main one. */
  readonly threads: () => readonly string[];
  /** Resolves with the program's exit code. */
  goOn(): Promise<number | null>;
  stop(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the inspector sends; the test says what it must be.
  readonly params?: any;
  readonly error?: { readonly message: string };
}

/**
 * Starts the program with `--inspect-brk` and drives it as VS Code's js-debug does, by the protocol of V8's and Node's inspector: also
 * its threads wait for the debugger. Resolves when it stands at the line.
 */
export async function debugNodeUntilBreakpoint(plan: NodeDebugPlan): Promise<StoppedNode> {
  const { node, file, args, line, env } = plan;
  const child = spawn(node, ['--inspect-brk=127.0.0.1:0', file, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const inspector = await connect(await addressOf(child));
  const { send, event } = inspector;
  const threads: string[] = [];
  inspector.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
    threads.push(workerInfo.title);
    const message = JSON.stringify({ id: 1, method: 'Runtime.runIfWaitingForDebugger' });
    void send('NodeWorker.sendMessageToWorker', { sessionId, message });
  });
  await send('Runtime.enable', {});
  await send('Debugger.enable', {});
  await send('NodeWorker.enable', { waitForDebuggerOnStart: true });
  await send('Debugger.setBreakpointByUrl', {
    url: pathToFileURL(file).href,
    lineNumber: line - 1,
  });
  const atStart = event('Debugger.paused');
  await send('Runtime.runIfWaitingForDebugger', {});
  await atStart;
  const atBreakpoint = event('Debugger.paused');
  await send('Debugger.resume', {});
  const [top] = (await atBreakpoint).callFrames;
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    frame: { name: top.functionName, line: top.location.lineNumber + 1 },
    threads: () => threads,
    async goOn() {
      const ended = event('Runtime.executionContextDestroyed');
      await send('Debugger.resume', {});
      await ended;
      // Node waits for its debugger to leave.
      inspector.close();
      return exited;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

/** Node writes it to its standard error. */
async function addressOf(child: ChildProcess & { readonly stderr: NodeJS.ReadableStream }): Promise<string> {
  for await (const text of createInterface({ input: child.stderr })) {
    const [, address] = /Debugger listening on (ws:\S+)/.exec(text) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the program ended before its debugger listened');
}

async function connect(address: string) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  const answers = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, Set<(params: Message['params']) => void>>();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) answers.get(message.id)?.(message);
    for (const listener of listeners.get(message.method ?? '') ?? []) listener(message.params);
  });
  const on = (name: string, listener: (params: Message['params']) => void): (() => void) => {
    const all = listeners.get(name) ?? new Set();
    listeners.set(name, all.add(listener));
    return () => void all.delete(listener);
  };
  let ids = 0;
  return {
    on,
    close: () => socket.close(),
    event: (name: string) =>
      new Promise<Message['params']>((resolve, reject) => {
        socket.addEventListener('close', () => reject(new Error(`the program ended before ${name}`)));
        const off = on(name, (params) => {
          off();
          resolve(params);
        });
      }),
    send: (method: string, params: object) =>
      new Promise<void>((resolve, reject) => {
        const id = ++ids;
        answers.set(id, ({ error }) =>
          error ? reject(new Error(`${method}: ${error.message}`)) : resolve(),
        );
        socket.send(JSON.stringify({ id, method, params }));
      }),
  };
}

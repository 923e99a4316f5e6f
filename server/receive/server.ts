import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Notice } from '../../protocol/messages/status.ts';
import { type AccessOptions, createOwnerCheck } from './access.ts';
import { type BodyLimits, BodyReader, defaultBodyLimits } from './body.ts';
import { createDispatch } from './dispatch.ts';
import type { Backlog, Route } from './http.ts';
import {
  type ConnectionLimits,
  closeListeners,
  defaultConnectionLimits,
  type ListenOptions,
  type LoopbackAddress,
  listen,
  listenOn,
} from './listen.ts';
import { createRouter } from './router.ts';

export interface ReceiverOptions {
  readonly routes: readonly Route[];
  /** First port to try; 0 takes any free one. */
  readonly port: number;
  /** The port before a restart: programs still send there. */
  readonly previousPort?: number;
  readonly addresses?: readonly [LoopbackAddress, ...LoopbackAddress[]];
  /** Made at random when absent. */
  readonly token?: string;
  readonly open?: boolean;
  readonly ownerOf?: AccessOptions['ownerOf'];
  readonly bodyLimits?: Partial<BodyLimits>;
  readonly connectionLimits?: Partial<ConnectionLimits>;
  /** Absent: each request is handled before it is answered. */
  readonly backlog?: Backlog;
  readonly log: (line: string) => void;
}

export interface Receiver {
  readonly port: number;
  /** `http://127.0.0.1:5005`, without a slash at the end. */
  readonly url: string;
  readonly token: string;
  readonly notices: readonly Notice[];
  /** Takes another port as well (4318); false when it is taken or the system refuses it. Never rejects. */
  listenAlso(port: number): Promise<boolean>;
  listensOn(port: number): boolean;
  /** Gives a port back that `listenAlso` took; resolves when it is free. */
  stopListening(port: number): Promise<void>;
  /** Stops listening; requests in progress end first, at most 1.5 s. */
  close(): Promise<void>;
}

/** Listens on loopback and serves `routes`. Rejects when no port is free or the system refuses. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const token = options.token ?? randomBytes(24).toString('base64url');
  const limits = { ...defaultConnectionLimits, ...options.connectionLimits };
  const addresses = options.addresses ?? (['127.0.0.1', '::1'] as const);
  const eventStreams = new Set<ServerResponse>();
  const handle = createHandler(options, token, eventStreams);
  const listenOptions: ListenOptions = {
    addresses,
    port: options.port,
    ...(options.previousPort !== undefined && { previousPort: options.previousPort }),
    limits,
    log: options.log,
  };
  const { port, servers, notices } = await listen(handle, listenOptions);
  const extra = new Map<number, readonly Server[]>();
  return {
    port,
    url: `http://${addresses[0] === '::1' ? '[::1]' : addresses[0]}:${port}`,
    token,
    notices,
    async listenAlso(also) {
      const more = await listenOn(handle, also, listenOptions).catch((error: unknown) => {
        options.log(`Port ${also}: ${String(error)}`);
        return undefined;
      });
      if (more) extra.set(also, more);
      return more !== undefined;
    },
    listensOn: (asked) => asked === port || extra.has(asked),
    async stopListening(also) {
      const listening = extra.get(also) ?? [];
      extra.delete(also);
      await closeListeners(listening, limits.closeMs, () => undefined);
    },
    close: () =>
      closeListeners([...servers, ...[...extra.values()].flat()], limits.closeMs, () => {
        for (const stream of eventStreams) stream.end();
      }),
  };
}

const none: Backlog = { later: () => false, catchUp: () => undefined };

function createHandler(options: ReceiverOptions, token: string, eventStreams: Set<ServerResponse>) {
  const dispatch = createDispatch({
    router: createRouter(options.routes),
    access: {
      token,
      open: options.open ?? false,
      ownerOf: options.ownerOf ?? createOwnerCheck(process.getuid?.()),
    },
    bodies: new BodyReader({ ...defaultBodyLimits, ...options.bodyLimits }),
    eventStreams,
    backlog: options.backlog ?? none,
    log: options.log,
  });
  return (request: IncomingMessage, response: ServerResponse): void => void dispatch(request, response);
}

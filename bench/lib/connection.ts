import { Agent, request } from 'node:http';

const patienceMs = 60_000;

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** One keep-alive connection to a receiver; requests go one after the other. */
export interface Connection {
  get(path: string): Promise<Answer>;
  /** Sends an OTLP protobuf body. Rejects when it is not accepted. */
  sendSpans(body: Uint8Array): Promise<void>;
  close(): void;
}

export function openConnection(url: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method: string, path: string, body?: Uint8Array): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = body && { 'content-type': 'application/x-protobuf', 'content-length': body.length };
      const call = request(new URL(path, url), { agent, method, ...(headers && { headers }) }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      });
      call.on('error', reject);
      call.end(body);
    });
  return {
    get: (path) => send('GET', path),
    async sendSpans(body) {
      const { status } = await send('POST', '/v1/traces', body);
      if (status !== 200) throw new Error(`Spans were answered with ${status}`);
    },
    close: () => agent.destroy(),
  };
}

/** Reads a trace, again and again, until it has so many spans. Rejects after a minute. */
export async function untilReadable(connection: Connection, traceId: string, count: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while ((await readSpanCount(connection, traceId)) !== count) {
    if (Date.now() > deadline) throw new Error(`Trace ${traceId} never had ${count} spans`);
  }
}

async function readSpanCount(connection: Connection, traceId: string): Promise<number> {
  const { status, body } = await connection.get(`/api/traces/${traceId}`);
  if (status !== 200) return 0;
  const { spans } = JSON.parse(body.toString()) as { readonly spans: readonly unknown[] };
  return spans.length;
}

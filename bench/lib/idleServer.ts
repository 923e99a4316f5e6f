import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface IdleServer {
  readonly url: string;
  /** How many traces their SDK has told whole, in the dialect of MLflow 3.2 and up. */
  readonly traces: number;
  /** Milliseconds since the last request was answered. */
  readonly quietMs: number;
  close(): Promise<void>;
}

interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** The fields that are read of what the SDKs send: of MLflow 3.2 and up in `trace`, of older ones at the top. */
interface TraceBody {
  readonly trace?: { readonly trace_info?: { readonly trace_id: string; tags?: Record<string, string> } };
  readonly request_id?: string;
  readonly tags?: readonly KeyValue[];
}

const locationTag = 'mlflow.artifactLocation';

/**
 * A tracking server that does nothing: it says that it is MLflow 3.17.2 and gives each JSON body back with what the SDKs
 * (2.14 to 3.17) need to read in the answer. What a program pays with it is its SDK's own price.
 */
export async function startIdleServer(): Promise<IdleServer> {
  let traces = 0;
  let answeredMs = 0;
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/api/3.0/mlflow/traces') traces += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isJson = request.headers['content-type']?.startsWith('application/json');
      // Else the helper takes it for a stranger on our port, and sends nothing.
      response.setHeader('server', 'sidetrace');
      response.setHeader('content-type', isJson ? 'application/json' : 'text/plain');
      if (request.url === '/version') response.end('3.17.2');
      else if (request.method === 'PUT') response.end('{}');
      else response.end(isJson ? answerTo(Buffer.concat(chunks).toString()) : undefined);
      answeredMs = Date.now();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get traces() {
      return traces;
    },
    get quietMs() {
      return Date.now() - answeredMs;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerTo(text: string): string {
  if (text === '') return '{}';
  const body = JSON.parse(text) as TraceBody;
  const info = body.trace?.trace_info;
  if (info === undefined) return JSON.stringify({ trace_info: infoV2(body) });
  const location = { [locationTag]: artifactLocation(info.trace_id) };
  // By the last one SDKs from 3.6 on know that the server has the spans; others upload them a second time.
  info.tags = { ...info.tags, ...location, 'mlflow.trace.spansLocation': 'TRACKING_STORE' };
  return JSON.stringify(body);
}

/** The server gives the id and says where the spans are to go. */
function infoV2(body: TraceBody): object {
  const id = body.request_id ?? randomUUID().replaceAll('-', '');
  const location = { key: locationTag, value: artifactLocation(id) };
  return {
    execution_time_ms: 0,
    status: 'IN_PROGRESS',
    ...body,
    request_id: id,
    tags: [...(body.tags ?? []), location],
  };
}

function artifactLocation(id: string): string {
  return `mlflow-artifacts:/0/traces/${id}/artifacts`;
}

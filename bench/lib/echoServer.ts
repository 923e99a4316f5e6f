import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EchoServer {
  readonly url: string;
  close(): Promise<void>;
}

interface StartTrace {
  readonly trace?: { readonly trace_info?: { tags?: Record<string, string> } };
}

/**
 * Does nothing: says that it is MLflow's tracking server of that version and gives each JSON body back, which is what
 * the SDK (3.17) wants to read of a trace that it made.
 */
export async function startEchoServer(mlflowVersion: string): Promise<EchoServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isJson = request.headers['content-type']?.startsWith('application/json');
      response.setHeader('content-type', isJson ? 'application/json' : 'text/plain');
      if (request.url === '/version') response.end(mlflowVersion);
      else response.end(isJson ? echoOf(Buffer.concat(chunks).toString()) : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** With the tag by which the SDK knows that the server has the spans; else it would upload them a second time. */
function echoOf(text: string): string {
  if (text === '') return '{}';
  const body = JSON.parse(text) as StartTrace;
  const info = body.trace?.trace_info;
  if (info) info.tags = { ...info.tags, 'mlflow.trace.spansLocation': 'TRACKING_STORE' };
  return JSON.stringify(body);
}

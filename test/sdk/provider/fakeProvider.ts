import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isJsonObject, type JsonObject, parseJson } from '../../../protocol/base/json.ts';
import { message, messageEvents, messagesTurn } from './anthropicMessages.ts';
import { chatChunks, chatCompletion, chatTurn, embeddings } from './openAiChat.ts';
import { response, responseEvents, responsesTurn } from './openAiResponses.ts';
import { failureFor, type Turn } from './reply.ts';

/** One provider's protocol: how its requests are read and how it answers. */
interface Dialect {
  readonly path: RegExp;
  readonly turn?: (body: JsonObject) => Turn;
  readonly whole: (body: JsonObject) => JsonObject;
  readonly events?: (body: JsonObject) => readonly JsonObject[];
  /** The stream's event names stand before its data too; OpenAI's chat ends with a word instead. */
  readonly hasNamedEvents?: true;
  readonly isAnthropic?: true;
}

const dialects: readonly Dialect[] = [
  {
    path: /^\/v1\/chat\/completions$/,
    turn: chatTurn,
    whole: (body) => chatCompletion({ body, isAzure: false }),
    events: (body) => chatChunks({ body, isAzure: false }),
  },
  {
    path: /^\/openai\/deployments\/[^/]+\/chat\/completions\?api-version=/,
    turn: chatTurn,
    whole: (body) => chatCompletion({ body: { ...body, model: 'gpt-4o-mini' }, isAzure: true }),
    events: (body) => chatChunks({ body: { ...body, model: 'gpt-4o-mini' }, isAzure: true }),
  },
  {
    path: /^\/v1\/responses$/,
    turn: responsesTurn,
    whole: response,
    events: responseEvents,
    hasNamedEvents: true,
  },
  { path: /^\/v1\/embeddings$/, whole: embeddings },
  {
    path: /^\/v1\/messages(\?beta=true)?$/,
    turn: messagesTurn,
    whole: message,
    events: messageEvents,
    hasNamedEvents: true,
    isAnthropic: true,
  },
];

export interface FakeProvider {
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * OpenAI (chat, Responses, embeddings), Azure OpenAI and Anthropic on a free port of this machine: whole and streamed,
 * with tools, and failing where the question says so. The same question has the same answer.
 */
export async function startFakeProvider(): Promise<FakeProvider> {
  const server = createServer((request, reply) => {
    answer(request, reply).catch((error: unknown) =>
      reply.destroy(error instanceof Error ? error : undefined),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
  const body = parseJson(await text(request));
  const dialect = dialects.find(({ path }) => path.test(request.url ?? ''));
  if (dialect === undefined || !isJsonObject(body)) {
    sendJson(reply, 404, { error: { message: `No such path: ${request.url}` } });
    return;
  }
  const failure = dialect.turn && failureFor(dialect.turn(body).question);
  if (failure !== undefined) sendJson(reply, failure, errorBody(failure, dialect));
  else if (body.stream === true && dialect.events) sendEvents(reply, dialect, dialect.events(body));
  else sendJson(reply, 200, dialect.whole(body));
}

function errorBody(status: number, { isAnthropic }: Dialect): JsonObject {
  const type = status === 429 ? 'rate_limit_error' : 'server_error';
  const said = status === 429 ? 'Rate limit reached' : 'The server had an error';
  return isAnthropic
    ? { type: 'error', error: { type, message: said } }
    : { error: { message: said, type, param: null, code: null } };
}

function sendJson(reply: ServerResponse, status: number, value: JsonObject): void {
  reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function sendEvents(reply: ServerResponse, { hasNamedEvents }: Dialect, events: readonly JsonObject[]): void {
  reply.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    if (hasNamedEvents) reply.write(`event: ${String(event.type)}\n`);
    reply.write(`data: ${JSON.stringify(event)}\n\n`);
  }
  reply.end(hasNamedEvents ? '' : 'data: [DONE]\n\n');
}

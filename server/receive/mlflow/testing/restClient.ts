import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { decodeOtlpJson } from '../../../decode/otlpJson.ts';
import { decodeOtlpProtobuf } from '../../../decode/otlpProtobuf.ts';
import { createEngine, type Engine } from '../../../engine.ts';
import { normaliseSpan } from '../../../normalise/normalise.ts';
import type { Timer } from '../../../publish/deltaBus.ts';
import { createMlflowTracking } from '../../../store/mlflow/tracking.ts';
import type { HttpResponse, Route } from '../../http.ts';
import { otlpRoutes } from '../../otlpRoutes.ts';
import { createRouter } from '../../router.ts';
import { mlflowRoutes } from '../mlflowRoutes.ts';
import { SpanArrivals } from '../spanArrivals.ts';

export interface RestAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed text; throws when it is not JSON. */
  readonly json: Record<string, unknown>;
}

export interface RestClient {
  readonly engine: Engine;
  readonly routes: readonly Route[];
  /** `body`: text or bytes as they are, anything else as JSON. */
  call(
    method: string,
    target: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<RestAnswer>;
  dispose(): void;
}

export interface RestClientOptions {
  readonly newId?: () => string;
  readonly now?: () => number;
  readonly timer?: Timer;
}

/** The MLflow and OTLP routes on an engine in memory, called without a socket. */
export function createRestClient(options: RestClientOptions = {}): RestClient {
  let ids = 0;
  const { newId = () => (++ids).toString(16).padStart(32, '0'), now = () => 1_795_230_000_000 } = options;
  const engine = createEngine({
    databaseFile: ':memory:',
    normalise: normaliseSpan,
    resolveSource: async () => ({ candidates: [] }),
    now,
    ...(options.timer && { timer: options.timer }),
  });
  const tracking = createMlflowTracking(engine.database);
  const arrivals = new SpanArrivals();
  const routes = [
    ...mlflowRoutes({ engine, tracking, arrivals, newId, now }),
    ...otlpRoutes({
      ingest(batch, bytes) {
        engine.accept(batch, { bytes });
        arrivals.arrived(batch.spans);
      },
      decodeProtobuf: decodeOtlpProtobuf,
      decodeJson: decodeOtlpJson,
    }),
  ];
  const router = createRouter(routes);
  return {
    engine,
    routes,
    async call(method, target, body, headers = {}) {
      const [path = '', query = ''] = target.split('?', 2);
      const { route, params } = router.find(method, path);
      const request = { method, path, params, query: new URLSearchParams(query), headers };
      const connection = { destroyed: false, once: () => undefined };
      const response = await route.handler({ ...request, body: bytesOf(body), connection });
      const answer = await read(response);
      response.after?.run();
      return answer;
    },
    dispose: () => engine.dispose(),
  };
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (body === undefined) return new Uint8Array();
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

async function read(response: HttpResponse): Promise<RestAnswer> {
  const { status, headers = {} } = response;
  const content = await contentOf(response);
  return {
    status,
    headers,
    text: content,
    get json() {
      return JSON.parse(content) as Record<string, unknown>;
    },
  };
}

async function contentOf({ body = '', stream }: HttpResponse): Promise<string> {
  if (!stream) return Buffer.from(body as string).toString('utf8');
  const sink = new PassThrough();
  const content = text(sink);
  await stream(sink as never);
  return content;
}

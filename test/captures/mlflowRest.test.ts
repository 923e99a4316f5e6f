import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { createRestClient, type RestClient } from '../../server/receive/mlflow/testing/restClient.ts';

interface Exchange {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly base64?: string;
  readonly text?: string;
  readonly status: number;
  readonly answer?: unknown;
}

const folder = new URL('./data/mlflow-rest/', import.meta.url);
const recordings = readdirSync(folder).flatMap((sdk) =>
  readdirSync(new URL(`${sdk}/`, folder)).map((file) => [sdk, file] as const),
);

let client: RestClient | undefined;
afterEach(() => client?.dispose());

it.each(recordings)('MLflow %s, %s: answers as its own server did', async (sdk, file) => {
  const exchanges = readFileSync(new URL(`${sdk}/${file}`, folder), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange);
  const ids = exchanges.flatMap(serverMadeId);
  const taken = ids[Symbol.iterator]();
  client = createRestClient({ newId: () => taken.next().value ?? 'f'.repeat(32) });
  await takeExperimentIds(client, exchanges);
  for (const exchange of exchanges) {
    const { method, target, headers } = exchange;
    const got = await client.call(method, target, bodyOf(exchange), headers);
    expect([target, got.status]).toEqual([target, exchange.status]);
    if (exchange.answer === undefined || ownAnswer.test(target)) continue;
    expect(comparable(got.json), target).toEqual(comparable(exchange.answer));
  }
  for (const { method, target, headers, json } of exchanges) {
    if (method !== 'PUT') continue;
    const got = await client.call('GET', target, undefined, { 'user-agent': headers['user-agent'] ?? '' });
    expect(spansOf(got.json), target).toEqual(spansOf(json));
  }
});

/** Our version is the newest; an empty OTLP answer is protobuf there and ours, JSON in 3.5. */
const ownAnswer = /^\/(version|v1\/traces)$/;

interface ArtifactSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly start_time?: number;
  readonly start_time_unix_nano?: number;
}

/**
 * Attribute values are JSON text, whose spaces differ. Names of one trace are numbered by SDK 3.5 in the artifact
 * and not yet in OTLP. A 64-bit integer that a double cannot hold comes back as text (`RawSpan`). An empty
 * object or list has no value in the OTLP of SDK 3.5, and which door came first decides.
 */
function spansOf(artifact: unknown): readonly unknown[] {
  const { spans } = artifact as { readonly spans: readonly ArtifactSpan[] };
  return spans
    .map(({ name, attributes, start_time, start_time_unix_nano }) => ({
      name: name.replace(/_\d+$/, ''),
      start: start_time ?? start_time_unix_nano,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([key, text]) => [key, comparableText(text)]),
      ),
    }))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

function comparableText(text: string): unknown {
  if (text === '{}' || text === '[]') return null;
  const value = JSON.parse(text) as unknown;
  return /^"?\d{16,}"?$/.test(text) ? text.replaceAll('"', '') : value;
}

function bodyOf({ json, base64, text }: Exchange): unknown {
  return base64 === undefined ? (json ?? text) : Buffer.from(base64, 'base64');
}

/** Ids that the recorded server made up: ours makes up the same ones. */
function serverMadeId({ method, target, answer }: Exchange): readonly string[] {
  const { trace_info, run } = (answer ?? {}) as {
    trace_info?: { request_id: string };
    run?: { info: { run_id: string } };
  };
  if (method !== 'POST') return [];
  if (target === '/api/2.0/mlflow/traces' && trace_info) return [trace_info.request_id];
  return target === '/api/2.0/mlflow/runs/create' && run ? [run.info.run_id] : [];
}

/** The recorded server had experiments of earlier programs. */
async function takeExperimentIds(rest: RestClient, exchanges: readonly Exchange[]): Promise<void> {
  const created = exchanges.find(({ target }) => target.endsWith('experiments/create'));
  const { experiment_id } = (created?.answer ?? { experiment_id: '1' }) as { experiment_id: string };
  for (let id = 1; id < Number(experiment_id); id++) {
    await rest.call('POST', '/api/2.0/mlflow/experiments/create', { name: `earlier ${id}` });
  }
}

/**
 * What may differ: times of experiments; what later servers add and no SDK reads; and `spansLocation`, which the
 * recorded server gives when the first span is in, ours when all are (`traceInfoJson.test.ts`).
 */
const ignored: ReadonlySet<string> = new Set([
  'creation_time',
  'last_update_time',
  'workspace',
  'sqlstate',
  'error_class',
  'outputs',
  'mlflow.trace.infoFinalized',
  'mlflow.trace.spansLocation',
]);

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(comparable);
    return items.every(isKeyValue) ? items.sort((a, b) => (a.key < b.key ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !ignored.has(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, comparable(item)]));
}

function isKeyValue(item: unknown): item is { readonly key: string } {
  return typeof item === 'object' && item !== null && 'key' in item;
}

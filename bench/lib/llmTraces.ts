/**
 * Load that looks like an agent's: deterministic traces of twenty spans on four levels (agent over three
 * steps of model call, tool over HTTP call, retriever over embedding, then a last model call), children first
 * as exporters send them. About 0.7 KB a span on the wire, 1.4 KB for model calls.
 */
export interface GeneratedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly error?: string;
}

interface Shape {
  readonly name: string;
  readonly kind: string;
  readonly parent: number;
}

const step = (index: number, parent: number): readonly Shape[] => [
  { name: `step_${index}`, kind: 'CHAIN', parent: 0 },
  { name: 'chat gpt-4o-mini', kind: 'LLM', parent },
  { name: 'tool.search', kind: 'TOOL', parent },
  { name: 'GET /search', kind: 'CHAIN', parent: parent + 2 },
  { name: 'retrieve', kind: 'RETRIEVER', parent },
  { name: 'embed', kind: 'EMBEDDING', parent: parent + 4 },
];

const shape: readonly Shape[] = [
  { name: 'agent', kind: 'AGENT', parent: -1 },
  ...step(0, 1),
  ...step(1, 7),
  ...step(2, 13),
  { name: 'chat final', kind: 'LLM', parent: 0 },
];

const words =
  'the agent asked for a weather report in Lisbon and compared flights hotels prices before it answered with a short plan and listed tools documents policy refund order customer ticket invoice'.split(
    ' ',
  );

/** A small deterministic random source (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Now, in nanoseconds since the epoch. */
export function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** `count` traces of twenty spans, the first starting at `baseNs`, one every 20 ms. */
export function* generateTraces(
  count: number,
  baseNs: bigint,
  seed = 1,
): Generator<readonly GeneratedSpan[]> {
  const random = randomFrom(seed);
  for (let index = 0; index < count; index++) {
    yield traceOf(random, index, baseNs + BigInt(index) * 20_000_000n);
  }
}

/**
 * `count` spans (a multiple of twenty, and one) as one trace, in the order they end: runs as above under a root
 * that ends last.
 */
export function generateOneTrace(count: number, baseNs: bigint): readonly GeneratedSpan[] {
  const runs = [...generateTraces(Math.floor(count / shape.length), baseNs)];
  const root = { traceId: '2'.padEnd(32, '0'), spanId: '2'.padEnd(16, '0') };
  const spans = runs.flat().map((span) => ({
    ...span,
    traceId: root.traceId,
    parentId: span.parentId ?? root.spanId,
  }));
  const endNs = spans.at(-1)?.endNs ?? baseNs;
  const attributes = { 'openinference.span.kind': 'AGENT' };
  return [...spans, { ...root, name: 'long run', startNs: baseNs, endNs, attributes }];
}

function traceOf(random: () => number, index: number, start: bigint): readonly GeneratedSpan[] {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const traceId = `1${hex(31)}`;
  const ids = shape.map(() => `1${hex(15)}`);
  const spans = shape.map(({ name, kind, parent }, position): GeneratedSpan => {
    const parentId = ids[parent];
    const failed = kind === 'TOOL' && (index + position) % 97 === 0;
    return {
      traceId,
      spanId: ids[position] ?? '',
      ...(parentId !== undefined && { parentId }),
      name,
      startNs: start + BigInt(position) * 1_000_000n,
      endNs: start + BigInt(position + 20) * 1_000_000n,
      attributes: kind === 'LLM' ? modelAttributes(random, index) : plainAttributes(random, kind, index),
      ...(failed && { error: 'search failed: 503' }),
    };
  });
  return spans.reverse();
}

function text(random: () => number, length: number): string {
  let result = '';
  while (result.length < length) result += `${words[Math.floor(random() * words.length)]} `;
  return result.slice(0, length);
}

function modelAttributes(random: () => number, index: number): GeneratedSpan['attributes'] {
  const messages = [
    { role: 'system', content: text(random, 120) },
    { role: 'user', content: text(random, 220) },
    { role: 'assistant', content: text(random, 180) },
  ];
  const answer = { choices: [{ message: { role: 'assistant', content: text(random, 230) } }] };
  const input = 150 + (index % 50);
  const output = 60 + (index % 20);
  return {
    'openinference.span.kind': 'LLM',
    'gen_ai.operation.name': 'chat',
    'gen_ai.system': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'llm.model_name': 'gpt-4o-mini',
    'gen_ai.request.temperature': 0.2,
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
    'llm.token_count.prompt': input,
    'llm.token_count.completion': output,
    'llm.token_count.total': input + output,
    'input.mime_type': 'application/json',
    'input.value': JSON.stringify({ messages }),
    'output.mime_type': 'application/json',
    'output.value': JSON.stringify(answer),
  };
}

function plainAttributes(random: () => number, kind: string, index: number): GeneratedSpan['attributes'] {
  return {
    'openinference.span.kind': kind,
    'code.function.name': `app.steps.fn_${index % 40}`,
    'code.file.path': '/home/dev/app/steps.py',
    'code.line.number': 10 + (index % 400),
    'input.value': text(random, 130),
    'output.value': text(random, 130),
  };
}

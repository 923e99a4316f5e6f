import { createHash } from 'node:crypto';
import type { RawSpan } from '../../server/decode/rawSpan.ts';

/** Twenty spans of an agent's run, children after their parent: name, index of the parent, kind. */
const shape: readonly (readonly [name: string, parent: number, kind: string])[] = [
  ['agent', -1, 'AGENT'],
  ...[0, 1, 2].flatMap((group) => {
    const chain = 1 + group * 6;
    return [
      [`step_${group}`, 0, 'CHAIN'],
      ['chat gpt-4o-mini', chain, 'LLM'],
      ['tool.search', chain, 'TOOL'],
      ['GET /search', chain + 2, 'CHAIN'],
      ['retrieve', chain, 'RETRIEVER'],
      ['embed', chain + 4, 'EMBEDDING'],
    ] as const;
  }),
  ['chat final', 0, 'LLM'],
];

const words =
  'the agent asked for a weather report in Lisbon and compared flights hotels prices before it answered'.split(
    ' ',
  );
const baseNs = 1_790_000_000_000_000_000n;

/** Deterministic. Spans come as batches bring them: the children of a run first. About 0.7 KB on OTLP's wire. */
export function llmSpans(count: number, traces: 'many' | 'one'): readonly RawSpan[] {
  const resource = { 'service.name': 'bench', 'process.pid': 4711, 'telemetry.sdk.language': 'python' };
  const scope = { name: 'openinference.instrumentation.langchain', version: '0.1.44' };
  const spans: RawSpan[] = [];
  for (let run = 0; spans.length < count; run++) {
    const trace = traces === 'many' ? run : 0;
    const traceId = idOf(`${traces}-trace-${trace}`, 32);
    for (let index = shape.length - 1; index >= 0 && spans.length < count; index--) {
      const [name, parent, kind] = shape[index] ?? ['', -1, ''];
      const start = baseNs + BigInt(run * 400 + index * 10) * 1_000_000n;
      const parentKey =
        parent >= 0 ? `${traces}-${run}-${parent}` : traces === 'one' && run > 0 ? 'one-0-0' : undefined;
      spans.push({
        traceId,
        spanId: idOf(`${traces}-${run}-${index}`, 16),
        ...(parentKey === undefined ? {} : { parentId: idOf(parentKey, 16) }),
        name,
        startNs: start.toString(),
        endNs: (start + 7_000_000n).toString(),
        status: { code: (run * 20 + index) % 97 === 0 ? 'error' : 'unset' },
        attributes: attributesOf(kind, run * 20 + index),
        events: [],
        links: [],
        scope,
        resource,
        door: 'otlp',
      });
    }
  }
  return spans;
}

function attributesOf(kind: string, seed: number): RawSpan['attributes'] {
  if (kind !== 'LLM') {
    return {
      'openinference.span.kind': kind,
      'code.function.name': `app.steps.fn_${seed % 40}`,
      'code.file.path': '/home/dev/app/steps.py',
      'code.line.number': 10 + (seed % 400),
      'input.value': text(seed, 130),
      'output.value': text(seed + 1, 130),
    };
  }
  const messages = [120, 220, 180].map((length, at) => ({ role: 'user', content: text(seed + at, length) }));
  return {
    'openinference.span.kind': kind,
    'gen_ai.operation.name': 'chat',
    'gen_ai.system': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.request.temperature': 0.2,
    'gen_ai.usage.input_tokens': 150 + (seed % 50),
    'gen_ai.usage.output_tokens': 60 + (seed % 20),
    'llm.model_name': 'gpt-4o-mini',
    'llm.token_count.prompt': 150 + (seed % 50),
    'llm.token_count.completion': 60 + (seed % 20),
    'llm.token_count.total': 210 + (seed % 50) + (seed % 20),
    'input.mime_type': 'application/json',
    'input.value': JSON.stringify({ messages }),
    'output.value': JSON.stringify({
      choices: [{ message: { role: 'assistant', content: text(seed, 230) } }],
    }),
  };
}

function text(seed: number, length: number): string {
  let made = '';
  for (let at = seed; made.length < length; at += 7) made += `${words[at % words.length]} `;
  return made.slice(0, length);
}

function idOf(key: string, digits: number): string {
  return createHash('sha256').update(key).digest('hex').slice(0, digits);
}

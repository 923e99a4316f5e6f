import { expect, it } from 'vitest';
import { genericAdapter } from './adapters/generic.ts';
import type { ConventionAdapter } from './facts.ts';
import { normaliseSpan } from './normalise.ts';
import { rawSpan } from './testing/rawSpan.ts';

it.each([
  [{ 'mlflow.spanType': 'LLM', 'openinference.span.kind': 'LLM' }, 'mlflow'],
  [{ 'mlflow.spanType': 'LLM', 'gen_ai.operation.name': 'chat' }, 'mlflow'],
  [{ 'openinference.span.kind': 'LLM', 'gen_ai.operation.name': 'chat' }, 'openinference'],
  [{ 'session.id': 's', 'llm.model_name': 'x', 'gen_ai.system': 'openai' }, 'otel-genai'],
  [{ 'http.request.method': 'GET' }, 'generic'],
])('of several conventions the most telling one reads: %j', (attributes, convention) => {
  expect(normaliseSpan(rawSpan(attributes)).convention).toBe(convention);
});

it('passes over an adapter that throws, and says so', () => {
  const broken: ConventionAdapter = {
    id: 'broken',
    detect: () => true,
    read: () => {
      throw new Error('no such thing');
    },
  };
  const result = normaliseSpan(rawSpan({ 'input.value': '{"a":1}' }), [broken, genericAdapter]);
  expect(result).toMatchObject({
    convention: 'generic',
    issues: ['broken: no such thing'],
    facts: { kind: 'UNKNOWN', inputs: { a: 1 } },
  });
});

it('reads what every convention shares', () => {
  const { facts } = normaliseSpan(
    rawSpan(
      {
        'session.id': 's',
        'user.id': 'u',
        'code.function.name': 'app.main.run',
        'error.type': 'TimeoutError',
      },
      { status: { code: 'error', message: 'too slow' } },
    ),
  );
  expect(facts).toEqual({
    kind: 'UNKNOWN',
    session: 's',
    user: 'u',
    functionName: 'app.main.run',
    statusMessage: 'too slow',
    exceptions: [{ type: 'TimeoutError', message: 'too slow' }],
  });
});

it('takes the deprecated code.* keys where the stable one is missing', () => {
  const attributes = { 'code.namespace': 'app.main', 'code.function': 'run' };
  expect(normaliseSpan(rawSpan(attributes)).facts.functionName).toBe('app.main.run');
});

it('an exception event comes before error.type', () => {
  const event = {
    name: 'exception',
    timeNs: '1',
    attributes: {
      'exception.type': 'ValueError',
      'exception.message': 'bad',
      'exception.stacktrace': 'Traceback',
    },
  };
  const span = rawSpan({ 'error.type': '_OTHER' }, { status: { code: 'error' }, events: [event] });
  expect(normaliseSpan(span).facts.exceptions).toEqual([
    { type: 'ValueError', message: 'bad', stacktrace: 'Traceback' },
  ]);
});

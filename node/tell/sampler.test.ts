import { expect, it } from 'vitest';
import { isSampledOut, keptRatio } from './sampler.ts';

it.each([
  ['AlwaysOffSampler', 0],
  ['AlwaysOnSampler', undefined],
  ['TraceIdRatioBased{0.25}', 0.25],
  ['TraceIdRatioBased{1}', undefined],
  ['ParentBased{root=AlwaysOffSampler, remoteParentSampled=AlwaysOnSampler}', 0],
  ['ParentBased{root=AlwaysOnSampler, remoteParentSampled=AlwaysOffSampler}', undefined],
  ['MySampler', undefined],
])('%s keeps %s', (text, ratio) => {
  expect(keptRatio({ _sampler: { toString: () => text } })).toBe(ratio);
});

it('knows no tracer of another shape', () => {
  expect([keptRatio(undefined), keptRatio({}), keptRatio({ _sampler: 'x' })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it.each([
  [false, 'a0', true],
  [true, 'a0', false],
  // Tracing is suppressed.
  [false, '00000000000000000000000000000000', false],
])('recording %s with the id %s: sampled out %s', (isRecording, traceId, expected) => {
  const span = { isRecording: () => isRecording, spanContext: () => ({ traceId }) };
  expect([isSampledOut(span), isSampledOut(undefined), isSampledOut({})]).toEqual([expected, false, false]);
});

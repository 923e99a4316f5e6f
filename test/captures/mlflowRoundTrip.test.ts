import { describe, expect, it } from 'vitest';
import { decodeMlflowArtifact } from '../../server/decode/mlflowArtifact.ts';
import { decodeOtlpJson } from '../../server/decode/otlpJson.ts';
import type { RawSpan } from '../../server/decode/rawSpan.ts';
import { toArtifactV2, toArtifactV3, toProtoJson } from '../../server/export/mlflowJson.ts';
import { mlflowRecording } from './load.ts';

/** What a span says, without how it came. */
function content(span: RawSpan): unknown {
  const { traceId, spanId, parentId, startNs, endNs, status, attributes, events, requestId } = span;
  return { traceId, spanId, parentId, startNs, endNs, status, attributes, events, requestId };
}

const bySpanId = (a: RawSpan, b: RawSpan) => a.spanId.localeCompare(b.spanId);

describe.each(['quickstart', 'fake_chat', 'client_api', 'openai_autolog'])('MLflow 3.5.1 %s', (scenario) => {
  it('gives equal spans by OTLP and by artifact', () => {
    const { artifacts, otlp } = mlflowRecording('3.5.1', scenario);
    const stored = artifacts.flat().sort(bySpanId);
    const live = otlp.filter(({ spanId }) => stored.some((span) => span.spanId === spanId)).sort(bySpanId);
    expect(stored).not.toEqual([]);
    expect(live.length).toBe(stored.length);
    expect(live.map(content).map(emptyAsNull)).toEqual(stored.map(content).map(emptyAsNull));
  });
});

/** The SDK's OTLP encoder leaves an empty list or map out: it arrives as null. Nothing can bring it back. */
function emptyAsNull(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, item: unknown) => {
    const isEmpty = typeof item === 'object' && item !== null && Object.keys(item).length === 0;
    return isEmpty && !['events', 'attributes'].includes(key) ? null : item;
  });
}

const versions = ['2.14.3', '2.20.4', '2.22.5', '3.1.4', '3.3.2', '3.5.1'];
const cases = versions.flatMap((version) =>
  ['quickstart', 'fake_chat', 'client_api'].map((scenario) => [version, scenario] as const),
);

describe.each(cases)('MLflow %s %s', (version, scenario) => {
  const { artifacts } = mlflowRecording(version, scenario);

  it.each([
    ['2.x', toArtifactV2],
    ['3.x', toArtifactV3],
  ])('is the same after encoding as %s artifact', (_, encode) => {
    expect(artifacts).not.toEqual([]);
    for (const spans of artifacts) {
      const again = decodeMlflowArtifact(encode(spans));
      expect([...again].sort(bySpanId)).toEqual([...spans].sort(bySpanId));
    }
  });

  it('is the same after encoding as proto JSON', () => {
    const spans = artifacts.flat();
    const body = JSON.stringify({ resource_spans: [{ scope_spans: [{ spans: spans.map(toProtoJson) }] }] });
    expect(decodeOtlpJson(body).map(content)).toEqual(spans.map(content));
  });
});

describe.each(cases.filter(([version]) => version.startsWith('2.')))('MLflow %s %s', (version, scenario) => {
  const { artifacts, artifactTexts } = mlflowRecording(version, scenario);

  it('writes what the SDK itself wrote', () => {
    artifacts.forEach((spans, index) => {
      const written = JSON.parse(toArtifactV2(spans)) as { spans: { context: object }[]; request: unknown };
      const original = JSON.parse(artifactTexts[index] ?? '') as {
        spans: { context: object }[];
        request: unknown;
      };
      expect(Object.keys(written)).toEqual(Object.keys(original));
      expect(written.spans.map((span) => Object.keys(span).sort())).toEqual(
        original.spans.map((span) => Object.keys(span).sort()),
      );
      expect(JSON.parse(String(written.request))).toEqual(JSON.parse(String(original.request)));
    });
  });
});

import { describe, expect, it } from 'vitest';
import { decodeOtlpJson } from '../../server/decode/otlpJson.ts';
import { normaliseSpan } from '../../server/normalise/normalise.ts';
import { decodeBody, mlflowRecording, mlflowRecordings, otlpBodies } from './load.ts';

describe.each(otlpBodies().map((body) => ({ name: `${body.sdk}/${body.file}`, body })))(
  '$name',
  ({ body }) => {
    it('decodes to the same spans as the independent decoder', () => {
      const spans = decodeBody(body);
      expect(spans.length).toBeGreaterThan(0);
      expect(spans).toEqual(decodeOtlpJson(body.reference));
    });

    it('is normalised without an issue', () => {
      for (const span of decodeBody(body)) expect(normaliseSpan(span).issues).toEqual([]);
    });
  },
);

it.each(mlflowRecordings())(
  'mlflow %s %s decodes, and every span is read by the mlflow adapter',
  (version, scenario) => {
    const { artifacts, otlp } = mlflowRecording(version, scenario);
    const spans = [...artifacts.flat(), ...otlp];
    expect(spans.length).toBeGreaterThan(0);
    for (const span of spans) {
      expect(normaliseSpan(span)).toMatchObject({ convention: 'mlflow', issues: [] });
      expect(span.requestId).toMatch(/^(tr-)?[0-9a-f]{32}$/);
    }
  },
);

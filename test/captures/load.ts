import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeMlflowArtifact } from '../../server/decode/mlflowArtifact.ts';
import { decodeOtlpJson } from '../../server/decode/otlpJson.ts';
import { decodeOtlpProtobuf } from '../../server/decode/otlpProtobuf.ts';
import type { RawSpan } from '../../server/decode/rawSpan.ts';
import type { NormalisedSpan } from '../../server/normalise/facts.ts';
import { normaliseSpan } from '../../server/normalise/normalise.ts';

const data = new URL('./data/', import.meta.url);

export interface OtlpBody {
  readonly sdk: string;
  readonly file: string;
  /** As sent, inflated. */
  readonly bytes: Uint8Array;
  readonly format: 'protobuf' | 'json';
  /** The independent decoding, OTLP/JSON. */
  readonly reference: Uint8Array;
}

/** Every recorded OTLP body. */
export function otlpBodies(): readonly OtlpBody[] {
  return readdirSync(new URL('otlp/', data)).flatMap((sdk) => {
    const folder = new URL(`otlp/${encodeURIComponent(sdk)}/`, data);
    return readdirSync(folder)
      .filter((file) => !file.includes('decoded'))
      .map((file): OtlpBody => {
        const raw = readFileSync(new URL(file, folder));
        const [stem] = file.split('.traces');
        return {
          sdk,
          file,
          bytes: file.endsWith('.gz') ? gunzipSync(raw) : raw,
          format: file.includes('.pb') ? 'protobuf' : 'json',
          reference: gunzipSync(readFileSync(new URL(`${stem}.traces.decoded.json.gz`, folder))),
        };
      });
  });
}

export function decodeBody({ bytes, format }: OtlpBody): readonly RawSpan[] {
  return format === 'protobuf' ? decodeOtlpProtobuf(bytes) : decodeOtlpJson(bytes);
}

/** All spans that one SDK sent. */
export function normalisedSpans(sdk: string): readonly NormalisedSpan[] {
  return otlpBodies()
    .filter((body) => body.sdk === sdk)
    .flatMap(decodeBody)
    .map((span) => normaliseSpan(span));
}

export interface MlflowRecording {
  readonly artifacts: readonly (readonly RawSpan[])[];
  readonly artifactTexts: readonly string[];
  readonly otlp: readonly RawSpan[];
}

export function mlflowRecording(version: string, scenario: string): MlflowRecording {
  const requests = readFileSync(new URL(`mlflow/${version}/${scenario}.jsonl`, data), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly door: 'artifact' | 'otlp'; readonly body: string });
  const artifactTexts = requests.filter(({ door }) => door === 'artifact').map(({ body }) => body);
  const otlp = requests
    .filter(({ door }) => door === 'otlp')
    .flatMap(({ body }) => decodeOtlpProtobuf(Buffer.from(body, 'base64')));
  return { artifacts: artifactTexts.map((text) => decodeMlflowArtifact(text)), artifactTexts, otlp };
}

/** Every recording as `[version, scenario]`. */
export function mlflowRecordings(): readonly (readonly [string, string])[] {
  return readdirSync(new URL('mlflow/', data)).flatMap((version) =>
    readdirSync(new URL(`mlflow/${version}/`, data)).map(
      (file) => [version, file.replace('.jsonl', '')] as const,
    ),
  );
}

/** `name [KIND]` a line, children indented by two and in order of start. */
export function treeOf(spans: readonly NormalisedSpan[]): string {
  const ids = new Set(spans.map(({ raw }) => raw.spanId));
  const sorted = [...spans].sort((a, b) => Number(BigInt(a.raw.startNs) - BigInt(b.raw.startNs)));
  const lines = (parent: string | undefined, indent: string): readonly string[] =>
    sorted
      .filter(({ raw }) =>
        parent === undefined ? raw.parentId === undefined || !ids.has(raw.parentId) : raw.parentId === parent,
      )
      .flatMap(({ raw, facts }) => [
        `${indent}${raw.name} [${facts.kind}]`,
        ...lines(raw.spanId, `${indent}  `),
      ]);
  return lines(undefined, '').join('\n');
}

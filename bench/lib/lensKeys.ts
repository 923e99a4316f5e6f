import { TextDocument } from 'vscode-languageserver-textdocument';
import { decodeOtlpJson } from '../../server/decode/otlpJson.ts';
import { createEngine, type Engine } from '../../server/engine.ts';
import { createCodeLenses } from '../../server/language/lenses/codeLenses.ts';
import { nodeTimer } from '../../server/nodeTimer.ts';
import { normaliseSpan } from '../../server/normalise/normalise.ts';
import { WorkspaceIndex } from '../../server/source/workspaceIndex.ts';

const path = '/typed.py';
const uri = `file://${path}`;
const spansOfTrace = 50;

/** A file that is open in an editor, and a store with calls of its functions. */
export interface LensFile {
  /** Reads the code lenses of the file as it is now. */
  lenses(): Promise<number>;
  dispose(): void;
}

/** `openText`: the file as it is at any time; `calls`: what its newest calls are named, as many as are stored. */
export function openLensFile(openText: () => string, calls: readonly string[]): LensFile {
  const engine = createEngine({
    databaseFile: ':memory:',
    normalise: normaliseSpan,
    resolveSource: async () => ({ candidates: [] }),
  });
  ingestCalls(engine, calls);
  const index = new WorkspaceIndex({ folders: [], openText, now: () => 0 });
  const lenses = createCodeLenses({
    traceCount: () => engine.store.traceCount(),
    calls: (names) => engine.store.recentCalls(names),
    openCode: () => ({ path, document: TextDocument.create(uri, 'python', 1, openText()) }),
    indexFile: (file) => index.openFile(file),
    refresh: () => undefined,
    timer: nodeTimer,
    now: Date.now,
    log: (line) => {
      throw new Error(line);
    },
  });
  return {
    lenses: async () => (await lenses.answer(uri)).length,
    dispose() {
      lenses.dispose();
      engine.dispose();
    },
  };
}

function ingestCalls(engine: Engine, calls: readonly string[]): void {
  const startNs = 1_790_000_000_000_000_000n;
  const spans = calls.map((name, n) => ({
    traceId: hex(Math.floor(n / spansOfTrace) + 1, 32),
    spanId: hex(n + 1, 16),
    ...(n % spansOfTrace > 0 && { parentSpanId: hex(n - (n % spansOfTrace) + 1, 16) }),
    name,
    startTimeUnixNano: `${startNs + BigInt(n) * 1_000_000n}`,
    endTimeUnixNano: `${startNs + BigInt(n) * 1_000_000n + 840_000n}`,
  }));
  const request = { resourceSpans: [{ scopeSpans: [{ scope: { name: 'mlflow' }, spans }] }] };
  engine.ingest({ spans: decodeOtlpJson(JSON.stringify(request)), traces: [] });
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

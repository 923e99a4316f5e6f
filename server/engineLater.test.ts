import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from './engine.ts';
import { createMemoryEngine } from './store/testing/memoryEngine.ts';
import { span, traceIdOf } from './store/testing/spans.ts';

const a = traceIdOf('a');
let engine: Engine;

beforeEach(() => {
  engine = createMemoryEngine();
});

afterEach(() => engine.dispose());

describe('work for later', () => {
  const brings = (name: string) => () => engine.accept({ spans: [span(name)], traces: [] });
  const large = 1024 * 1024;

  it('is done before the store is read, however large', () => {
    expect(engine.later(brings('r'), large)).toBe(true);
    expect(engine.store.rawSpan(a, span('r').spanId)?.name).toBe('span r');
  });

  it('waits on where it is large and only the rest is asked for', () => {
    const stored = () => engine.database.get('SELECT count(*) AS spans FROM spans');
    engine.later(brings('r'), large);
    engine.later(brings('s'), 10);
    engine.catchUp('small');
    engine.ingest({ spans: [], traces: [] });
    expect(stored()).toEqual({ spans: 1 });
    expect(engine.store.rawSpan(a, span('r').spanId)?.name).toBe('span r');
  });

  it('is not waited for by a view where it is large', async () => {
    engine.later(brings('r'), large);
    const spanId = span('r').spanId;
    await expect(engine.ask('getSpan', { traceId: a, spanId, maxText: 8 })).rejects.toMatchObject({
      code: 'not-found',
    });
    engine.catchUp();
    await expect(engine.ask('getSpan', { traceId: a, spanId, maxText: 8 })).resolves.toMatchObject({
      span: { spanId },
    });
  });

  it('is not taken while the database fails, and what was taken before is kept', () => {
    engine.ingest({ spans: [span('r')], traces: [] });
    engine.later(brings('s'), 10);
    const pages = engine.database.get<{ page_count: number }>('PRAGMA page_count')?.page_count;
    engine.database.exec(`PRAGMA max_page_count = ${pages}`);
    const big = { spans: [span('big', { attributes: { text: 'x'.repeat(1e6) } })], traces: [] };
    engine.later(() => engine.accept(big), 10);
    expect(() => engine.ingest({ spans: [], traces: [] })).toThrow(/full/);
    expect(engine.later(brings('t'), 10)).toBe(false);
    engine.database.exec('PRAGMA max_page_count = 1000000');
    expect(() => engine.ingest({ spans: [], traces: [] })).not.toThrow();
    expect(engine.store.rawSpan(a, span('s').spanId)?.name).toBe('span s');
    expect(engine.store.rawSpan(a, span('big').spanId)?.name).toBe('span big');
  });
});

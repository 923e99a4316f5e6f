import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReceiverProcess, runProgram, startReceiver } from './harness/commandLine.ts';
import { isSince, mlflowVersions } from './harness/mlflowVersions.ts';

const folder = fileURLToPath(new URL('./programs/', import.meta.url));

interface ReadSpan {
  readonly name: string;
  readonly [key: string]: unknown;
}

/** What `programs/read_back.py` prints. */
interface Result {
  readonly sent: Readonly<Record<string, readonly ReadSpan[]>>;
  readonly read: Readonly<Record<string, readonly ReadSpan[]>>;
  readonly pages: readonly (readonly string[])[];
  readonly [key: string]: unknown;
}

const versions = mlflowVersions.filter(({ name }) => ['2.22.5', '3.17.2'].includes(name));

describe.each(versions)('what a program reads back with MLflow $name', (version) => {
  let receiver: ReceiverProcess;
  let result: Result;

  beforeAll(async () => {
    const program = { python: await version.python(), args: ['read_back.py'], folder };
    receiver = await startReceiver();
    const output = await runProgram(receiver.url, program);
    result = JSON.parse(/^RESULT (.*)$/m.exec(output)?.[1] ?? output) as Result;
  });
  afterAll(() => receiver.stop());

  it('get_trace gives the spans as they were, to the nanosecond', () => {
    expect(Object.keys(result.read)).toHaveLength(4);
    for (const [id, spans] of Object.entries(result.read)) {
      expect(byName(spans)).toEqual(byName(result.sent[id] ?? []));
    }
  });

  it('get_trace gives states and tags; tags can be set and deleted', () => {
    expect(result).toMatchObject({
      states: ['OK', 'OK', 'ERROR', 'OK'],
      colors: ['blue', 'red', 'blue', 'red'],
      tags: { note: 'kept', other: null, color: 'blue' },
    });
  });

  it('search_traces gives the newest first, page by page, also as a table', () => {
    const newestFirst = Object.keys(result.sent).slice(0, 4).toReversed();
    expect(result.pages).toEqual([newestFirst.slice(0, 3), newestFirst.slice(3)]);
    expect(result.has_more).toBe(false);
    expect(result.table).toEqual(newestFirst.slice(0, 3));
    expect(result.experiments).toEqual(['Default', 'Read back']);
  });

  // MLflow 2 has none outside Databricks.
  it('feedback and expectations stay, and an overridden one says so', () => {
    if (!isSince(version, [3, 2])) expect(result.assessments).toBeUndefined();
    else
      expect(result.assessments).toEqual([
        ['quality', true, false],
        ['answer', 1, true],
        ['quality', false, true],
      ]);
  });

  it('a run keeps what was logged to it', () => {
    expect(result.run).toEqual({
      name: 'evening',
      status: 'FINISHED',
      params: { temperature: '0.2' },
      metrics: { score: 0.75, words: 12 },
      stage: 'test',
      history: [0.5, 0.75],
      file: 'hello',
    });
  });

  it('a deleted trace is gone, for the program and for the panel', async () => {
    expect(result).toMatchObject({ deleted: 1, after_deletion: 'RESOURCE_DOES_NOT_EXIST' });
    // Three of the loop, one of the run.
    expect(await receiver.traces()).toHaveLength(4);
  });
});

function byName(spans: readonly ReadSpan[]): readonly ReadSpan[] {
  return spans.toSorted((a, b) => a.name.localeCompare(b.name));
}

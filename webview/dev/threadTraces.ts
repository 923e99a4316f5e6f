/** Made-up split traces: a chain that gives its work to threads, one of which does so again. */
import type { SpawnedFrom } from '../../protocol/model/span.ts';
import type { MemorySpan, MemoryTrace } from '../host/memoryServer.ts';
import { span, trace } from './traceBuilder.ts';

const work = [
  '時間フィルタ',
  '費用フィルタ',
  '料理の種類',
  'allergens',
  'ingredients_that_are_in_season',
  '量',
];

/** The spawning trace first; `running`: those that began last have not ended. */
export function threadTraces(id: string, at: number, running = false): readonly MemoryTrace[] {
  const took = running ? {} : { took: 1250 };
  const name = 'create_metadata_filter_from_user_query';
  const spawner = trace(
    { traceId: `${id}-trace`, name, status: running ? 'running' : 'ok', at, ...took, preview: '10分以内' },
    [
      span(at, { id: `${id}1`, name, kind: 'CHAIN', at: 0, ...took, file: 'recipes.py:52' }),
      span(at, { id: `${id}2`, parent: `${id}1`, name: 'plan', kind: 'CHAIN', at: 4, took: 30 }),
    ],
  );
  const from = (traceId: string, spanId: string, line: number): SpawnedFrom => ({
    traceId,
    spanId,
    by: 'submit',
    at: { file: '/home/me/app/recipes.py', line },
  });
  const inside = work.map((title, index) => {
    const open = running && index > 2;
    return startedTrace(`${id}${title}`, at, {
      title,
      start: 40 + index * 3,
      ...(!open && { took: 400 + index * 150 }),
      ...(index === 3 && { failed: true }),
      from: from(`${id}-trace`, `${id}1`, 57),
    });
  });
  const again = from(`${id}${work[4]}-trace`, `${id}${work[4]}1`, 81);
  const nested = startedTrace(`${id}n`, at, { title: 'look_up', start: 160, took: 300, from: again });
  return [spawner, ...inside, nested];
}

interface Started {
  readonly title: string;
  readonly start: number;
  readonly took?: number;
  readonly failed?: true;
  readonly from: SpawnedFrom;
}

function startedTrace(id: string, at: number, { title, start, took, failed, from }: Started): MemoryTrace {
  const ended = took === undefined ? {} : { took };
  const status = failed ? 'error' : took === undefined ? 'running' : 'ok';
  const of = (plan: Parameters<typeof span>[1]): MemorySpan => span(at + start, plan);
  const root = of({ id: `${id}1`, name: title, kind: 'LLM', at: 0, ...ended, status, file: 'recipes.py:12' });
  const call = {
    id: `${id}2`,
    parent: `${id}1`,
    name: 'Completions',
    kind: 'CHAT_MODEL',
    model: 'gpt-4o-mini',
  };
  return trace({ traceId: `${id}-trace`, name: title, status, at: at + start, ...ended, spawnedFrom: from }, [
    { ...root, span: { ...root.span, spawnedFrom: from } },
    of({ ...call, at: 6, tokens: 412, ...(took !== undefined && { took: took - 10 }) }),
  ]);
}

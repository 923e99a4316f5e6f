import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { TraceId } from '../../protocol/model/span.ts';
import type { ProcessInfo, Trace } from '../../protocol/model/trace.ts';
import type { Database } from './driver.ts';
import { rootSpanIds } from './readSpans.ts';
import { readAssessments } from './readTraces.ts';
import type { Resources } from './resources.ts';
import { readRunInfo } from './runs.ts';
import { optional } from './sqlValues.ts';
import type { TraceRecord } from './traceRecords.ts';

export function readTrace(
  database: Database,
  resources: Resources,
  record: TraceRecord,
  row: TraceRow,
): Trace {
  const { facts, summary } = record;
  const { preview: _, revision: _r, spawnedFrom: _s, runId, ...shown } = row;
  const metadata = facts.metadata ?? {};
  const resource = record.resourceId === null ? {} : resources.read(record.resourceId).resource;
  const process = processOf(resource);
  return {
    ...shown,
    rootSpanIds: rootSpanIds(database, record.key),
    ...optional('session', summary.session ?? text(metadata['mlflow.trace.session'])),
    ...optional('user', summary.user ?? text(metadata['mlflow.trace.user'])),
    tags: { ...summary.tags, ...facts.tags },
    metadata,
    ...(Object.keys(process).length === 0 ? {} : { process }),
    ...optional('run', runId === undefined ? undefined : readRunInfo(database, runId)),
    linkedTraceIds: linkedTraceIds(database, record),
    assessments: readAssessments(database, record.key),
  };
}

/** OpenTelemetry semantic conventions 1.37, "process" and "host" resources. */
function processOf(resource: JsonObject): ProcessInfo {
  const pid = Number(resource['process.pid']);
  const args = resource['process.command_args'];
  const command =
    text(resource['process.command_line']) ??
    (Array.isArray(args) ? args.join(' ') : text(resource['process.command']));
  const isPython = resource['telemetry.sdk.language'] === 'python';
  return {
    ...(Number.isInteger(pid) && pid > 0 ? { pid } : {}),
    ...optional('command', command),
    ...optional('python', isPython ? text(resource['process.executable.path']) : undefined),
    ...optional('cwd', text(resource['process.working_directory'])),
    ...optional('host', text(resource['host.name'])),
  };
}

/** The trace that started this one's thread, and those whose threads this one started; without deleted ones. */
function linkedTraceIds(database: Database, { traceId, summary }: TraceRecord): readonly TraceId[] {
  const rows = database.all<{ trace_id: string }>(
    `SELECT trace_id FROM traces WHERE hidden = 0 AND (trace_id = ? OR spawner_id = ?) AND trace_id != ?
     ORDER BY start_ns, trace_key`,
    summary.spawnedFrom?.traceId ?? '',
    traceId,
    traceId,
  );
  return rows.map((row) => row.trace_id);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

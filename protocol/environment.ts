/**
 * What a program's environment needs so that its SDKs, unmodified, send here. Pure: terminals, debug
 * sessions, kernels and `sidetrace run` all use it. docs/environment.md says why each.
 */

export type Variables = Readonly<Record<string, string | undefined>>;

export interface EnvironmentInput {
  /** The receiver's address without a slash at the end, `http://127.0.0.1:5005`. */
  readonly url: string;
  /** Folder with the helper's `sitecustomize.py`; absent: programs run without it, and get no OTLP endpoint. */
  readonly helperDir?: string;
  /** Absent: Node programs run without their helper. */
  readonly nodeHelper?: NodeHelper;
  /** What the program would get without us. */
  readonly existing: Variables;
  /** Names that the user has set to nothing, or taken away, where that counts as a value: a launch configuration. */
  readonly kept?: readonly string[];
}

/** Files of the helper for Node programs (node/README.md). */
export interface NodeHelper {
  /** Has to be there as long as any program may start: Node does not without a file that it is told to require. */
  readonly bootstrap: string;
  /** What the bootstrap starts, if it is there. */
  readonly helper: string;
}

export interface ProgramEnvironment {
  readonly set: Readonly<Record<string, string>>;
  /** Goes before what the variable holds, with the system's list separator in between. */
  readonly prepend: Readonly<Record<string, string>>;
  /** Goes behind what the variable holds, with a space in between. */
  readonly append: Readonly<Record<string, string>>;
  /** The user's own variables that kept us from setting something. */
  readonly skipped: readonly string[];
}

/** MLflow's tracking SDK; only where its tracking server is ours. */
function mlflowVariables(url: string): Readonly<Record<string, string>> {
  return {
    MLFLOW_TRACKING_URI: url,
    // The defaults block one traced call for minutes when the receiver is gone. One more try, at once, is for a
    // kept-alive connection that was just closed. Whole seconds.
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
    MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0',
    MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
    MLFLOW_HTTP_REQUEST_TIMEOUT: '2',
    MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER: 'false',
    // 3.12 and newer hold ended spans for up to 5 s; a live view wants them as they end. Not by a request for each
    // span (`MLFLOW_USE_BATCH_SPAN_PROCESSOR=false`): a fast program then fills the SDK's queue of 1,000 and loses spans.
    MLFLOW_ASYNC_TRACE_LOGGING_MAX_INTERVAL_MILLIS: '50',
    MLFLOW_ASYNC_TRACE_LOGGING_MAX_SPAN_BATCH_SIZE: '512',
  };
}

/**
 * OpenTelemetry's exporters; only where the user sends nowhere else. In MLflow the endpoint needs the helper: up
 * to 3.3 it takes the place of the tracking server, and newer ones want the exporter's package for metrics. `OTEL_EXPORTER_OTLP_TIMEOUT` is left out
 * on purpose: it counts seconds in Python and milliseconds in JavaScript.
 */
function otlpVariables(url: string): Readonly<Record<string, string>> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    // Milliseconds: how long ended spans wait for company, and how long an export may take.
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_BSP_EXPORT_TIMEOUT: '3000',
    // Else MLflow 3.4 and newer send to that endpoint instead of to the tracking server.
    MLFLOW_ENABLE_OTLP_EXPORTER: 'false',
  };
}

/** The user has an OTLP endpoint and no tracking server: MLflow keeps sending there, and to us as well. */
const dualExport = { MLFLOW_TRACE_ENABLE_OTLP_DUAL_EXPORT: 'true' } as const;

const otlpEndpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;
const otlpProtocols = ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] as const;

const addresses: ReadonlySet<string> = new Set(['MLFLOW_TRACKING_URI', 'OTEL_EXPORTER_OTLP_ENDPOINT']);

/** Never over a value that the user has set; a value of ours (a shell inside a shell) is not the user's. */
export function environmentFor(input: EnvironmentInput): ProgramEnvironment {
  const { url, helperDir, nodeHelper, existing, kept = [] } = input;
  const ours = existing.SIDETRACE_URL ? allVariables(existing.SIDETRACE_URL) : {};
  const isUsers = (name: string): boolean =>
    kept.includes(name) || (Boolean(existing[name]) && existing[name] !== ours[name]);
  const endpoints = otlpEndpoints.filter(isUsers);
  // An exporter that speaks gRPC cannot be pointed at an HTTP port.
  const grpc = otlpProtocols.filter(
    (name) => existing[name] && isUsers(name) && !existing[name].startsWith('http/'),
  );
  const tracking = isUsers('MLFLOW_TRACKING_URI');
  // Without the helper this endpoint makes MLflow 2.15 to 3.17 lose every span where no OTLP exporter is installed.
  const otlp = helperDir !== undefined && endpoints.length === 0 && grpc.length === 0;
  const wanted = {
    ...(!tracking && mlflowVariables(url)),
    ...(otlp && otlpVariables(url)),
    ...(!tracking && endpoints.length > 0 && dualExport),
  };
  const names = Object.keys(wanted);
  const set = Object.fromEntries(Object.entries(wanted).filter(([name]) => !isUsers(name)));
  return {
    set: {
      ...set,
      SIDETRACE_URL: url,
      SIDETRACE_INJECTED: injectedText(set),
      ...(nodeHelper && { SIDETRACE_NODE: nodeHelper.helper }),
    },
    prepend: helperDir === undefined ? {} : { PYTHONPATH: helperDir },
    append:
      nodeHelper === undefined || kept.includes('NODE_OPTIONS') ? {} : nodeOptions(nodeHelper, existing),
    skipped: [
      ...new Set([
        ...(tracking ? ['MLFLOW_TRACKING_URI'] : []),
        ...endpoints,
        ...grpc,
        ...names.filter(isUsers),
      ]),
    ],
  };
}

/**
 * Never a second time (a shell inside a shell). Node reads backslashes in quotes as escapes; its paths on Windows may have slashes.
 * https://nodejs.org/api/cli.html#node_optionsoptions
 */
function nodeOptions({ bootstrap }: NodeHelper, existing: Variables): Readonly<Record<string, string>> {
  const isWindows = /^([A-Za-z]:)?\\/.test(bootstrap);
  const path = isWindows ? bootstrap.replaceAll('\\', '/') : bootstrap.replaceAll('\\', '\\\\');
  const option = `--require="${path.replaceAll('"', '\\"')}"`;
  return existing.NODE_OPTIONS?.includes(option) ? {} : { NODE_OPTIONS: option };
}

/** Tells the helper what to give back where a program names a receiver of its own (python/README.md). */
function injectedText(set: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(set).filter(([name]) => !addresses.has(name));
  return pairs.map(([name, value]) => `${name}=${value}`).join(' ');
}

/**
 * The same for a process that starts programs and shall itself do nothing else than before: the helper in its Python programs sets
 * there what `SIDETRACE_OFFERED` lists, by the same rules (python/_sidetrace_env.py). Others see nothing they know.
 */
export function offeredVariables({ set, prepend, skipped }: ProgramEnvironment): ProgramEnvironment {
  const { SIDETRACE_URL = '' } = set;
  const { PYTHONPATH } = prepend;
  const offered = Object.entries(set).filter(([name]) => !name.startsWith('SIDETRACE_'));
  const text = offered.map(([name, value]) => `${name}=${value}`);
  return {
    set: { SIDETRACE_URL, SIDETRACE_OFFERED: text.join(' ') },
    prepend: PYTHONPATH === undefined ? {} : { PYTHONPATH },
    append: {},
    skipped,
  };
}

function allVariables(url: string): Variables {
  return { ...mlflowVariables(url), ...otlpVariables(url), ...dualExport };
}

/** The whole environment of a program; `separator` is the system's (`:` or `;`). */
export function applyEnvironment(
  existing: Variables,
  { set, prepend, append }: ProgramEnvironment,
  separator: string,
): Variables {
  const lists = Object.entries(prepend).map(([name, first]) => {
    const rest = (existing[name] ?? '').split(separator).filter((entry) => entry !== '' && entry !== first);
    return [name, [first, ...rest].join(separator)] as const;
  });
  const options = Object.entries(append).map(
    ([name, last]) => [name, existing[name] ? `${existing[name]} ${last}` : last] as const,
  );
  return { ...existing, ...set, ...Object.fromEntries([...lists, ...options]) };
}

import * as v from 'valibot';
import { assertNever } from '../../protocol/base/assertNever.ts';
import { formatCount } from '../../protocol/base/format.ts';
import type { Notice } from '../../protocol/messages/status.ts';

const versionText = v.pipe(v.string(), v.regex(/^[\w.+-]{1,40}$/));
const shortText = v.pipe(v.string(), v.maxLength(300));
const program = {
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  command: v.pipe(v.string(), v.maxLength(1000)),
};
/** What MLflow raised when it began a trace. */
const raised = { ...program, mlflow: versionText, error: shortText };

/** What our helper in a Python process says of it (python/_sidetrace_advice.py, _sidetrace_reasons.py). Other fields are left out. */
export const adviceBody = v.variant('kind', [
  v.object({ kind: v.literal('otelTooNew'), ...program, mlflow: versionText, otel: versionText }),
  v.object({
    kind: v.literal('disabled'),
    ...program,
    by: v.picklist(['OTEL_SDK_DISABLED', 'mlflow.tracing.disable()']),
  }),
  v.object({
    kind: v.literal('sampledOut'),
    ...program,
    ratio: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    setting: v.nullable(v.picklist(['OTEL_TRACES_SAMPLER', 'MLFLOW_TRACE_SAMPLING_RATIO'])),
  }),
  v.object({ kind: v.literal('noExperiment'), ...program, mlflow: versionText }),
  v.object({ kind: v.literal('fileStore'), ...raised, tracking: shortText }),
  /** `tracking`: where it is not ours. */
  v.object({ kind: v.literal('failed'), ...raised, tracking: v.nullable(shortText) }),
]);

/** What is known of a program; `dropped`: so many spans that it told of by live records alone are lost. */
export type Advice =
  | v.InferOutput<typeof adviceBody>
  | { readonly kind: 'dropped'; readonly pid: number; readonly command: string; readonly spans: number };

/** `id`: the same for the same trouble of the same program. */
export type AdviceNotice = Notice & { readonly id: string };

export function noticeOf(advice: Advice): AdviceNotice {
  const name = programName(advice.command);
  const { what, about, ...rest } = wordsFor(advice);
  return { ...rest, id: `${name} ${about}`, message: `${name} (pid ${advice.pid})${what}` };
}

/** `agent.py` of its path. */
export function programName(command: string): string {
  return command.split(/[\\/]/).at(-1)?.slice(0, 80) || 'python';
}

interface Words extends Pick<Notice, 'code' | 'remedy' | 'command'> {
  /** The message, from after the program's name on. */
  readonly what: string;
  readonly about: string;
}

function wordsFor(advice: Advice): Words {
  const { kind } = advice;
  switch (kind) {
    case 'otelTooNew':
      return {
        code: 'otel-too-new',
        about: `${advice.mlflow} ${advice.otel}`,
        what: `: MLflow ${advice.mlflow} cannot send traces with opentelemetry-sdk ${advice.otel}.`,
        remedy: 'Install an older one, or MLflow 3.4 or newer:',
        command: 'pip install "opentelemetry-sdk<1.41"',
      };
    case 'disabled':
      return disabled(advice.by);
    case 'sampledOut':
      return sampledOut(advice.ratio, advice.setting);
    case 'fileStore':
      return {
        code: 'no-spans',
        about: kind,
        what: ` makes no spans: MLflow ${advice.mlflow} keeps no traces in files any more, and its tracking URI is ${advice.tracking}.`,
        remedy:
          'Take that out, so that its traces come here, or name a database, sqlite:///mlflow.db. To allow files for now:',
        command: 'export MLFLOW_ALLOW_FILE_STORE=true',
      };
    case 'noExperiment':
      return {
        code: 'no-spans',
        about: kind,
        what: ` makes no spans: mlflow-tracing ${advice.mlflow} begins none before an experiment is set.`,
        remedy: 'Call mlflow.set_experiment("…") before what is to be traced.',
      };
    case 'failed':
      return failed(advice);
    case 'dropped':
      return {
        code: 'spans-dropped',
        about: kind,
        what: `: ${formatCount(advice.spans)} ${advice.spans === 1 ? 'span' : 'spans'} ended while Sidetrace could not take them.`,
        remedy: 'Those that its SDK has not sent since are not shown.',
      };
    default:
      return assertNever(kind);
  }
}

function failed({
  mlflow,
  tracking,
  error,
}: {
  mlflow: string;
  tracking: string | null;
  error: string;
}): Words {
  const where = tracking === null ? '' : ` with the tracking URI ${tracking}`;
  return {
    code: 'no-spans',
    about: `failed ${tracking}`,
    what: ` makes no spans: MLflow ${mlflow} cannot begin a trace${where}. ${error}`,
    remedy:
      tracking === null
        ? 'logging.getLogger("mlflow").setLevel("DEBUG") shows the rest.'
        : 'Where no tracking URI is set, its traces come here.',
  };
}

function disabled(by: 'OTEL_SDK_DISABLED' | 'mlflow.tracing.disable()'): Words {
  const words = {
    code: 'tracing-off',
    about: by,
    what: ` makes no spans: ${by} switches tracing off.`,
  } as const;
  if (by === 'OTEL_SDK_DISABLED') {
    return { ...words, remedy: 'Unset it where the program runs:', command: 'unset OTEL_SDK_DISABLED' };
  }
  return {
    ...words,
    remedy: 'Take that call out, or call mlflow.tracing.enable() before what is to be traced.',
  };
}

function sampledOut(
  ratio: number,
  setting: 'OTEL_TRACES_SAMPLER' | 'MLFLOW_TRACE_SAMPLING_RATIO' | null,
): Words {
  const kept = ratio === 0 ? 'no trace' : `${Number((ratio * 100).toPrecision(2))} % of the traces`;
  const words = { code: 'tracing-off', about: `sampled ${setting}` } as const;
  const what = ` makes no spans: its sampler keeps ${kept}`;
  switch (setting) {
    case null:
      return {
        ...words,
        what: `${what}.`,
        remedy: 'Give its TracerProvider the sampler ALWAYS_ON to see all.',
      };
    case 'OTEL_TRACES_SAMPLER': {
      const command = 'export OTEL_TRACES_SAMPLER=always_on';
      return { ...words, what: `${what} (${setting}).`, remedy: 'To see all:', command };
    }
    case 'MLFLOW_TRACE_SAMPLING_RATIO': {
      const command = 'export MLFLOW_TRACE_SAMPLING_RATIO=1';
      return { ...words, what: `${what} (${setting}).`, remedy: 'To see all:', command };
    }
    default:
      return assertNever(setting);
  }
}

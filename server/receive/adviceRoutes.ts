import * as v from 'valibot';
import { parseJson } from '../../protocol/base/json.ts';
import type { Notice } from '../../protocol/messages/status.ts';
import { HttpError, json, type Route } from './http.ts';

const versionText = v.pipe(v.string(), v.regex(/^[\w.+-]{1,40}$/));

/** What our helper in a Python process says of it (python/_sidetrace_advice.py). Other fields are left out. */
const adviceBody = v.object({
  kind: v.literal('otelTooNew'),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  command: v.pipe(v.string(), v.maxLength(1000)),
  mlflow: versionText,
  otel: versionText,
});
type Advice = v.InferOutput<typeof adviceBody>;

const mostAdvice = 5;

/** The last few pieces of advice, one for each program with its versions: it may run again and again. */
export class AdviceBook {
  readonly #notices = new Map<string, Notice>();
  readonly #listeners = new Set<() => void>();

  get notices(): readonly Notice[] {
    return [...this.#notices.values()];
  }

  add(advice: Advice): void {
    const notice = noticeOf(advice);
    this.#notices.delete(notice.id);
    this.#notices.set(notice.id, notice);
    for (const id of [...this.#notices.keys()].slice(0, -mostAdvice)) this.#notices.delete(id);
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }
}

function noticeOf({ pid, command, mlflow, otel }: Advice): Notice & { readonly id: string } {
  const program = command.split(/[\\/]/).at(-1)?.slice(0, 80) || 'python';
  return {
    code: 'otel-too-new',
    id: `${program} ${mlflow} ${otel}`,
    message: `${program} (pid ${pid}): MLflow ${mlflow} cannot send traces with opentelemetry-sdk ${otel}.`,
    remedy: 'Install an older one, or MLflow 3.4 or newer:',
    command: 'pip install "opentelemetry-sdk<1.41"',
  };
}

/** `POST /live/v1/advice`: open to every local program, like sending spans. */
export function adviceRoutes(advice: AdviceBook): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/live/v1/advice',
      access: 'write',
      handler: ({ body }) => {
        const read = v.safeParse(adviceBody, parseJson(Buffer.from(body).toString('utf8')));
        if (!read.success) throw new HttpError(400, `No advice that is known: ${read.issues[0].message}`);
        advice.add(read.output);
        return json({});
      },
    },
  ];
}

import * as v from 'valibot';
import { parseJson } from '../../protocol/base/json.ts';
import type { Notice } from '../../protocol/messages/status.ts';
import { type Advice, type AdviceNotice, adviceBody, noticeOf } from './adviceTexts.ts';
import { HttpError, json, type Route } from './http.ts';

const mostAdvice = 5;
/** Over as soon as spans come, and never over. */
const silences: ReadonlySet<Notice['code']> = new Set(['no-spans', 'tracing-off']);
const lasting: ReadonlySet<Notice['code']> = new Set(['spans-dropped']);
const isAbout = (id: string, name: string): boolean => name !== '' && id.startsWith(`${name} `);

interface Kept {
  readonly notice: AdviceNotice;
  readonly pid: number;
}

/** The last few pieces of advice, one for each program with its versions: it may run again and again. */
export class AdviceBook {
  readonly #kept = new Map<string, Kept>();
  readonly #listeners = new Set<() => void>();

  get notices(): readonly Notice[] {
    return [...this.#kept.values()].map(({ notice }) => notice);
  }

  add(advice: Advice): void {
    const notice = noticeOf(advice);
    this.#kept.delete(notice.id);
    this.#kept.set(notice.id, { notice, pid: advice.pid });
    for (const id of [...this.#kept.keys()].slice(0, -mostAdvice)) this.#kept.delete(id);
    this.#tell();
  }

  /**
   * This program has made spans: that it makes none is over, also where it is another process now. That its versions lose them is
   * over with another process alone; it says so again where they are still the same.
   */
  spansCame(pid: number, name: string): void {
    const isOver = ({ notice: { code, id }, pid: of }: Kept): boolean =>
      of === pid ? silences.has(code) : isAbout(id, name) && !lasting.has(code);
    const over = [...this.#kept.values()].filter(isOver);
    for (const { notice } of over) this.#kept.delete(notice.id);
    if (over.length > 0) this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }
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

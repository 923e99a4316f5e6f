import * as v from 'valibot';
import { parseJson } from '../../protocol/base/json.ts';
import type { Notice } from '../../protocol/messages/status.ts';
import { type Advice, type AdviceNotice, adviceBody, noticeOf } from './adviceTexts.ts';
import { HttpError, json, type Route } from './http.ts';

const mostAdvice = 5;

/** The last few pieces of advice, one for each program with its versions: it may run again and again. */
export class AdviceBook {
  readonly #notices = new Map<string, AdviceNotice>();
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

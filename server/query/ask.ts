import * as v from 'valibot';
import { messageOf } from '../../protocol/base/messageOf.ts';
import { type Ask, RequestError, type RequestName } from '../../protocol/messages/requests.ts';
import { storageTrouble } from '../store/storageTrouble.ts';
import { type Answer, type AnswerContext, answers } from './answers.ts';

/** Answers the questions of `protocol/messages/requests.ts`; params are checked, since they crossed a process. */
export function createAsk(context: AnswerContext): Ask {
  return async (name, params, signal) => {
    const entry = answerOf(name);
    if (signal?.aborted === true) throw new RequestError('cancelled', `${name} was cancelled.`);
    const checked = v.safeParse(entry.params, params);
    if (!checked.success) throw invalid(name, checked.issues[0]);
    try {
      return await entry.answer(checked.output, signal ? { ...context, signal } : context);
    } catch (error) {
      if (RequestError.is(error)) throw error;
      throw new RequestError(
        storageTrouble(error) === undefined ? 'internal' : 'unavailable',
        `${name} failed: ${messageOf(error)}`,
      );
    }
  };
}

/** The name may come from a webview: anything but a row of the table is refused. */
function answerOf<N extends RequestName>(name: N): Answer<N> {
  if (Object.hasOwn(answers, name)) return answers[name] as Answer<N>;
  throw new RequestError('invalid', `There is no request named ${JSON.stringify(name)}.`);
}

function invalid(name: string, issue: v.BaseIssue<unknown>): RequestError {
  const field = v.getDotPath(issue) ?? 'params';
  return new RequestError('invalid', `${name}: ${field}: ${issue.message}`);
}

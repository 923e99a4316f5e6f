import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../../protocol/base/format.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { JsonPath } from '../../protocol/messages/requests.ts';
import { strings } from '../l10n.ts';
import { useApp } from './appContext.ts';
import { Problem } from './Problem.tsx';
import { readWhole, useTextSource } from './textSource.ts';

export interface LongTextProps {
  readonly text: string;
  /** From the span object down. */
  readonly path: JsonPath;
  /** Characters shown before the first "Show more". */
  readonly clip: number;
  readonly render?: (text: string) => ComponentChildren;
}

/** One more click never brings more than the page can lay out at once. */
const chunk = 200_000;

/** A text of any length: its start, and more on request, from memory first and then from the server. */
export function LongText({ text, path, clip, render }: LongTextProps) {
  const source = useTextSource();
  const { host } = useApp();
  const [limit, setLimit] = useState(clip);
  const [fetched, setFetched] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const total = source.totalOf(path) ?? text.length;
  const known = fetched.length > text.length ? fetched : text;
  const shown = known.length > limit ? known.slice(0, limit) : known;
  const fail = (reason: unknown): void => setError(messageOf(reason));

  const more = (): void => {
    setError(undefined);
    setLimit(limit + chunk);
    if (known.length >= total || known.length >= limit + chunk) return;
    // From where it is certain: a cut text may end in a mark of its own.
    const from = fetched.length;
    source.read(path, from, limit + chunk - from).then((piece) => setFetched(fetched + piece), fail);
  };
  const copy = (): void => {
    const whole = known.length >= total ? Promise.resolve(known) : readWhole(source, path, total);
    whole.then((all) => host.copy(all), fail);
  };
  return (
    <>
      {render ? render(shown) : shown}
      {shown.length < total && (
        <span class="more">
          <button type="button" class="link" onClick={more}>
            {strings.text.more(formatCount(shown.length), formatCount(total))}
          </button>
          <button type="button" class="link" onClick={copy}>
            {strings.text.copyAll}
          </button>
        </span>
      )}
      {error !== undefined && <Problem title={strings.errors.text} message={error} onRetry={more} />}
    </>
  );
}

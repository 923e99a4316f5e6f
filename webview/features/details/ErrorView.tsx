import type { Span } from '../../../protocol/model/span.ts';
import { LongText } from '../../widgets/LongText.tsx';
import { StackText } from './StackText.tsx';

/** What went wrong, with the language's own stack. */
export function ErrorView({ span }: { span: Span }) {
  const { exceptions, statusMessage } = span;
  const told = exceptions.some(({ message }) => statusMessage?.includes(message));
  return (
    <div class="errors">
      {exceptions.map(({ type, message, stacktrace }, index) => (
        <section key={index} class="exception">
          <div class="exception-title">
            <span class="exception-type">{type}</span>
            {message !== '' && ': '}
            <LongText text={message} path={['exceptions', index, 'message']} clip={2000} />
          </div>
          {stacktrace !== undefined && (
            <pre class="code stack">
              <LongText
                text={stacktrace}
                path={['exceptions', index, 'stacktrace']}
                clip={20_000}
                render={(shown) => <StackText text={shown} span={span} exception={index} />}
              />
            </pre>
          )}
        </section>
      ))}
      {statusMessage !== undefined && !told && <div class="exception-title">{statusMessage}</div>}
    </div>
  );
}

/** The first line of what went wrong: `ValueError: No implementation for tool: convert`; where a program ended. */
export function errorLine(span: Span): string | undefined {
  const [first] = span.exceptions;
  const text = first ? [first.type, first.message].filter(Boolean).join(': ') : span.statusMessage;
  return span.status === 'error' || span.status === 'aborted' ? text?.split('\n', 1)[0] : undefined;
}

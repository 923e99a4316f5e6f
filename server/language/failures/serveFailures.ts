import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver/node';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import type { FailureSeverity } from '../../../protocol/messages/language.ts';
import { nodeTimer } from '../../nodeTimer.ts';
import type { Service } from '../../service.ts';
import type { ActionSource } from '../codeActions.ts';
import { type CallsDeps, calledPlaces } from '../lenses/calledPlaces.ts';
import { firstLineOf } from '../lenses/firstLine.ts';
import { filePath, type OpenDocuments } from '../openDocuments.ts';
import type { Publish } from '../shareDiagnostics.ts';
import { failedSpan } from './failedSpan.ts';
import { type DiagnosticOptions, failureDiagnostic } from './failureDiagnostics.ts';
import type { FailureMark } from './failureMark.ts';
import { FailureMarks, type FailureMarksDeps } from './failureMarks.ts';
import { isOwn, raisedAt } from './raisedAt.ts';
import { type ActionOptions, sharesLine, spanActions } from './spanActions.ts';

export interface FailuresOptions extends ActionOptions {
  readonly severity: FailureSeverity;
  readonly spanUri: string | undefined;
  /** Absolute; lines of other files are marked only where they are open. */
  readonly folders: readonly string[];
}

export interface FailuresService {
  start(service: Pick<Service, 'engine' | 'indexOpenFile'>, options: FailuresOptions): Disposable;
  readonly actions: ActionSource;
}

interface Running {
  readonly marks?: FailureMarks;
  readonly calls: CallsDeps;
  readonly options: ActionOptions;
  readonly toDiagnostic: (mark: FailureMark) => Diagnostic;
}

/** Marks at lines that raised, and what can be done with the last call of a function. */
export function serveFailures(
  documents: OpenDocuments,
  publish: Publish,
  log: (line: string) => void,
): FailuresService {
  let running: Running | undefined;
  documents.onCodeChange((uri) => running?.marks?.documentChanged(uri));
  return {
    actions: async (uri, range) => (running ? actionsAt(running, uri, range) : []),
    start({ engine, indexOpenFile }, options) {
      const { severity } = options;
      const calls: CallsDeps = {
        traceCount: () => engine.store.traceCount(),
        calls: (names) => engine.store.recentCalls(names),
        openCode: documents.code,
        indexFile: indexOpenFile,
      };
      const toDiagnostic = diagnosticMaker(documents, options);
      if (severity === 'off') {
        running = { calls, options, toDiagnostic };
        return { dispose: () => undefined };
      }
      const marks = new FailureMarks({
        ...readerOf(engine, documents, options.folders),
        calls: calls.calls,
        publish,
        toDiagnostic,
        timer: nodeTimer,
        log,
      });
      running = { marks, calls, options, toDiagnostic };
      const listening = engine.onDelta(() => marks.tracesChanged());
      return {
        dispose() {
          listening.dispose();
          marks.dispose();
        },
      };
    },
  };
}

function diagnosticMaker(
  documents: OpenDocuments,
  { severity, spanUri, folders }: FailuresOptions,
): (mark: FailureMark) => Diagnostic {
  const isOpen = (path: string): boolean => documents.text(path) !== undefined;
  const shown: DiagnosticOptions = {
    severity: severity === 'off' ? 'hint' : severity,
    spanUri,
    isOwn: (path) => isOwn(path, { folders, isOpen }),
  };
  return (mark) => failureDiagnostic(mark, shown);
}

type Reader = Pick<FailureMarksDeps, 'failed' | 'span' | 'raisedAt' | 'openDocument' | 'cellUri'>;

/** What marks read of the engine and of the documents that are open. */
function readerOf(engine: Service['engine'], documents: OpenDocuments, folders: readonly string[]): Reader {
  const isOpen = (path: string): boolean => documents.text(path) !== undefined;
  const placeOfFrame: FrameOf = (ref, at) => placeOf(engine, ref, at);
  return {
    failed: () => engine.store.failedCalls(),
    span: ({ traceId, spanId }) => {
      const raw = engine.store.rawSpan(traceId, spanId);
      return raw && failedSpan(engine.toSpan(raw));
    },
    raisedAt: (span) => raisedAt(span, { folders, isOpen, placeOfFrame }),
    openDocument: (uri) => documents.get(filePath(uri) ?? '') ?? documents.code(uri)?.document,
    cellUri: documents.cellUri,
  };
}

type FrameOf = Parameters<typeof raisedAt>[1]['placeOfFrame'];

/** As a click on the frame in the panel finds it. */
async function placeOf(
  { ask }: Service['engine'],
  { traceId, spanId }: Parameters<FrameOf>[0],
  at: Parameters<FrameOf>[1],
): ReturnType<FrameOf> {
  return (await ask('resolveSource', { traceId, spanId, at })).candidates[0];
}

/** First what is marked on these lines, then the last calls of functions and blocks that begin there. */
async function actionsAt(
  { marks, calls, options, toDiagnostic }: Running,
  uri: string,
  range: Range,
): Promise<readonly CodeAction[]> {
  const marked = ((await marks?.marks(uri)) ?? [])
    .map((mark) => ({ span: mark.failure.span, diagnostic: toDiagnostic(mark) }))
    .filter(({ diagnostic }) => sharesLine(diagnostic.range, range));
  const called = await calledPlaces(calls, uri);
  const begun = (called?.places ?? []).flatMap(({ symbol, calls: [newest] }) => {
    if (called === undefined || newest === undefined) return [];
    const start = { line: firstLineOf(called.document, symbol), character: 0 };
    const whole = { start, end: { line: symbol.line - 1, character: 0 } };
    const isMarked = marked.some(
      ({ span }) => span.spanId === newest.spanId && span.traceId === newest.traceId,
    );
    return sharesLine(whole, range) && !isMarked ? [newest] : [];
  });
  return [
    ...marked.flatMap(({ span, diagnostic }) =>
      spanActions({ span, name: span.name, failed: true, diagnostic }, options),
    ),
    ...begun.flatMap((call) =>
      spanActions({ span: call, name: call.name, failed: call.status === 'error' }, options),
    ),
  ];
}

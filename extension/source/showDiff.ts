import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { Ask, ResultOf } from '../../protocol/messages/requests.ts';
import type { OpenResult } from '../../protocol/messages/webview.ts';
import type { SpanRef } from '../../protocol/model/span.ts';
import { refusalOf } from './refusal.ts';
import { columnFor } from './viewColumn.ts';

export interface DiffOpener extends Disposable {
  /** Never rejects: what went wrong is the result's reason. */
  open(span: SpanRef): Promise<OpenResult>;
}

type Ran = NonNullable<ResultOf<'ranText'>['ran']>;

/** Of the document with today's text in which the code that ran stands; its query names the span. */
const scheme = 'sidetrace-ran';

/** Shows the code of a span as it ran beside the file as it is, in VS Code's own diff editor. */
export function createDiffOpener(ask: Ask): DiffOpener {
  const owned = new DisposableStore();
  const read = (span: SpanRef): Promise<ResultOf<'ranText'>> =>
    ask('ranText', { traceId: span.traceId, spanId: span.spanId });
  owned.register(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: async ({ query }) => {
        const { ran, reason } = await read(JSON.parse(query) as SpanRef);
        return ran?.text ?? reason;
      },
    }),
  );
  const open = async (span: SpanRef): Promise<OpenResult> => {
    const { ran, reason } = await read(span);
    if (!ran) return { kind: 'none', reason: reason ?? vscode.l10n.t('Which code ran is not known.') };
    const refusal = refusalOf(ran.file);
    if (refusal !== undefined) return { kind: 'none', reason: refusal };
    await show(span, ran);
    return { kind: 'opened', label: titleOf(ran) };
  };
  return {
    open: async (span) => {
      try {
        return await open(span);
      } catch (error) {
        return { kind: 'none', reason: messageOf(error) };
      }
    },
    dispose: () => owned.dispose(),
  };
}

async function show({ traceId, spanId }: SpanRef, ran: Ran): Promise<void> {
  const file = vscode.Uri.file(ran.file);
  const now = await documentOf(file, ran.cell);
  // The path tells the language of the text.
  const path = ran.cell === undefined ? file.path : `${file.path}.py`;
  const query = JSON.stringify({ traceId, spanId });
  const before = vscode.Uri.from({ scheme, path, query });
  const position = new vscode.Position(ran.line - 1, 0);
  const options: vscode.TextDocumentShowOptions = {
    viewColumn: columnFor(file),
    preview: true,
    selection: new vscode.Range(position, position),
  };
  await vscode.commands.executeCommand('vscode.diff', before, now, titleOf(ran), options);
}

async function documentOf(file: vscode.Uri, cell: number | undefined): Promise<vscode.Uri> {
  if (cell === undefined) return file;
  return (await vscode.workspace.openNotebookDocument(file)).cellAt(cell).document.uri;
}

function titleOf({ name, startNs }: Ran): string {
  const time = new Date(Number(BigInt(startNs) / 1_000_000n)).toLocaleTimeString(vscode.env.language, {
    hour: '2-digit',
    minute: '2-digit',
  });
  const short = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  return vscode.l10n.t('{0} — as it ran {1} ↔ now', short, time);
}

import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import { type Ask, RequestError } from '../../protocol/messages/requests.ts';
import type { OpenResult } from '../../protocol/messages/webview.ts';
import type { SourceAt, SourceCandidate } from '../../protocol/model/source.ts';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import { LineFlash } from './lineFlash.ts';
import { refusalOf } from './refusal.ts';
import { showCell } from './showCell.ts';
import { columnFor } from './viewColumn.ts';
import { withProgress } from './withProgress.ts';

export interface OpenSourceRequest {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** One of several places, as `resolveSource` ranks them; absent: the best. */
  readonly candidate?: number;
  /** Not the span's own line but the one on which it stood last, or that of a frame of its stack, of a tool or a prompt. */
  readonly at?: SourceAt;
  readonly preserveFocus: boolean;
}

export interface SourceOpener extends Disposable {
  /** Never rejects: what went wrong is the result's reason. */
  open(request: OpenSourceRequest): Promise<OpenResult>;
}

/** Shows the line behind a span, beside the panel. Paths come from the server only, never from the page. */
export function createSourceOpener(ask: Ask): SourceOpener {
  const owned = new DisposableStore();
  const flash = owned.register(new LineFlash());
  let latest = 0;

  const open = async (request: OpenSourceRequest): Promise<OpenResult> => {
    const mine = ++latest;
    const { traceId, spanId, at, candidate, preserveFocus } = request;
    const asked = { traceId, spanId, ...(at && { at }) };
    const {
      candidates,
      reason,
      equal = 1,
    } = await withProgress((signal) => ask('resolveSource', asked, signal));
    const place = candidates[candidate ?? 0];
    if (!place) return { kind: 'none', reason: reason ?? vscode.l10n.t('No line is known for this span.') };
    const refusal = refusalOf(place.file);
    if (refusal !== undefined) return { kind: 'none', reason: refusal };
    // Arrow keys through the tree ask faster than editors open: only the last one is shown.
    if (mine === latest) flash.show(await show(place, preserveFocus), place.line);
    if (candidate !== undefined || equal < 2) return { kind: 'opened', label: labelOf(place) };
    // The first of several that are equally likely: the others are a click away.
    return { kind: 'choose', labels: candidates.map(longLabelOf) };
  };

  return {
    open: async (request) => {
      try {
        return await open(request);
      } catch (error) {
        return { kind: 'none', reason: reasonOf(error) };
      }
    },
    dispose: () => owned.dispose(),
  };
}

async function show(place: SourceCandidate, preserveFocus: boolean): Promise<vscode.TextEditor | undefined> {
  const uri = vscode.Uri.file(place.file);
  if (place.cell !== undefined) return showCell(uri, place.cell, place.line, preserveFocus);
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: columnFor(uri),
    preserveFocus,
    preview: true,
  });
  const line = Math.min(place.line, document.lineCount) - 1;
  const position = new vscode.Position(line, (place.column ?? 1) - 1);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(
    new vscode.Range(position, position),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
  return editor;
}

function labelOf({ file, line, cell }: SourceCandidate): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return cell === undefined ? `${name}:${line}` : vscode.l10n.t('{0} cell {1}:{2}', name, cell + 1, line);
}

/** Places that have to be told apart may stand in files of one name. */
function longLabelOf(place: SourceCandidate): string {
  const folder = vscode.workspace.asRelativePath(vscode.Uri.file(place.file)).replace(/[^/]*$/, '');
  return `${folder}${labelOf(place)}`;
}

function reasonOf(error: unknown): string {
  if (RequestError.is(error, 'cancelled')) return vscode.l10n.t('The search was cancelled.');
  if (RequestError.is(error, 'not-found')) return vscode.l10n.t('This span is no longer in the store.');
  return messageOf(error);
}

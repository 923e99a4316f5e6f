import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { formatDuration } from '../../protocol/base/format.ts';
import type { JsonValue } from '../../protocol/base/json.ts';
import { millisFromNanos } from '../../protocol/base/time.ts';
import type { FrameSpan } from '../../protocol/messages/debugging.ts';
import type { Ask } from '../../protocol/messages/requests.ts';
import type { StoppedAt, StoppedSpans } from './stoppedSpans.ts';

export const revealStoppedCommand = 'sidetrace.revealStoppedSpan';

const tickMs = 1000;
/** What a hover can show. */
const longestInputs = 2000;

export interface FrameDecorationOptions {
  readonly stopped: Pick<StoppedSpans, 'current' | 'onChange'>;
  readonly ask: Ask;
}

/** Behind the line where the debugger stands: the span, and for how long it runs. */
export class FrameDecoration implements Disposable {
  readonly #options: FrameDecorationOptions;
  readonly #owned = new DisposableStore();
  readonly #type = this.#owned.register(
    vscode.window.createTextEditorDecorationType({
      after: { margin: '0 0 0 3em', color: new vscode.ThemeColor('editor.inlineValuesForeground') },
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    }),
  );
  #inputs: { readonly spanId: string; readonly text: string } | undefined;
  #clock: NodeJS.Timeout | undefined;

  constructor(options: FrameDecorationOptions) {
    this.#options = options;
    this.#owned.register(options.stopped.onChange((at) => this.#follow(at)));
    this.#owned.register(vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()));
    this.#follow(options.stopped.current);
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#owned.dispose();
  }

  #follow(at: StoppedAt | undefined): void {
    clearInterval(this.#clock);
    this.#clock = at && setInterval(() => this.#draw(), tickMs);
    if (at && at.span.spanId !== this.#inputs?.spanId) void this.#read(at.span);
    this.#draw();
  }

  async #read({ traceId, spanId }: FrameSpan): Promise<void> {
    const answer = await this.#options
      .ask('getSpan', { traceId, spanId, maxText: longestInputs })
      .catch(() => undefined);
    if (!answer || this.#options.stopped.current?.span.spanId !== spanId) return;
    this.#inputs = { spanId, text: inputsText(answer.span.inputs) };
    this.#draw();
  }

  #draw(): void {
    const at = this.#options.stopped.current;
    for (const editor of vscode.window.visibleTextEditors) {
      editor.setDecorations(this.#type, at && shows(editor, at) ? [this.#decoration(editor, at)] : []);
    }
  }

  #decoration({ document }: vscode.TextEditor, { frame, span }: StoppedAt): vscode.DecorationOptions {
    const line = document.lineAt(Math.min(frame.line, document.lineCount) - 1);
    const text = `◂ ${span.name} · ${runsFor(span)}`;
    return {
      range: new vscode.Range(line.range.end, line.range.end),
      hoverMessage: this.#hover(span),
      renderOptions: { after: { contentText: text } },
    };
  }

  #hover(span: FrameSpan): vscode.MarkdownString {
    const hover = new vscode.MarkdownString(undefined, true);
    hover.isTrusted = { enabledCommands: [revealStoppedCommand] };
    hover.appendMarkdown('**').appendText(span.name).appendMarkdown('** · ');
    hover.appendMarkdown(`[${vscode.l10n.t('Show in Traces')}](command:${revealStoppedCommand})`);
    if (this.#inputs?.spanId === span.spanId && this.#inputs.text !== '')
      hover.appendCodeblock(this.#inputs.text, 'json');
    return hover;
  }
}

function shows({ document }: vscode.TextEditor, { frame }: StoppedAt): boolean {
  return document.uri.scheme === 'file' && document.uri.fsPath === vscode.Uri.file(frame.file).fsPath;
}

function runsFor({ startNs }: FrameSpan): string {
  return formatDuration(Math.max(0, Date.now() - millisFromNanos(startNs)));
}

function inputsText(inputs: JsonValue): string {
  if (inputs === null) return '';
  const text = JSON.stringify(inputs, null, 2);
  return text.length > longestInputs ? `${text.slice(0, longestInputs)} …` : text;
}

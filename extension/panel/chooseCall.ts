import * as vscode from 'vscode';
import { assertNever } from '../../protocol/base/assertNever.ts';
import { formatCount, formatDuration, formatUsd } from '../../protocol/base/format.ts';
import type { CallAt, CallsAt } from '../../protocol/messages/calls.ts';
import type { SpanRef } from '../../protocol/model/span.ts';

interface CallItem extends vscode.QuickPickItem {
  readonly call: SpanRef;
}

/** The calls of a function or block, the newest first; the only one is not asked about. */
export async function chooseCall({ calls, total }: CallsAt): Promise<SpanRef | undefined> {
  const { t } = vscode.l10n;
  const [only, ...more] = calls;
  if (only === undefined) {
    void vscode.window.showInformationMessage(
      t('These calls are no longer in the store, or the code is another one by now.'),
    );
    return undefined;
  }
  if (more.length === 0) return only;
  const picked = await vscode.window.showQuickPick(calls.map(itemOf), {
    title: calls.length < total ? t('Newest {0} of {1} Calls', calls.length, total) : t('{0} Calls', total),
    placeHolder: t('Show a call in Traces; type to search in what it was given'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.call;
}

function itemOf(call: CallAt): CallItem {
  const { status, startedMs, durationMs, tokens, usd, text } = call;
  const [icon, word] = stateOf(status);
  const facts = [
    word,
    durationMs !== undefined && formatDuration(durationMs),
    tokens !== undefined && vscode.l10n.t('{0} tok', formatCount(tokens)),
    usd !== undefined && formatUsd(usd),
  ];
  return {
    label: `$(${icon}) ${new Date(startedMs).toTimeString().slice(0, 8)}`,
    description: facts.filter(Boolean).join(' · '),
    // Within a label `$(…)` is an icon, in a detail too.
    ...(text !== undefined && { detail: text.replaceAll('$(', '$\u200B(') }),
    call: { traceId: call.traceId, spanId: call.spanId },
  };
}

/** By shape and, where it did not go well, by word. */
function stateOf(status: CallAt['status']): readonly [icon: string, word?: string] {
  const { t } = vscode.l10n;
  switch (status) {
    case 'ok':
    case 'unset':
      return ['pass'];
    case 'running':
      return ['sync', t('running')];
    case 'error':
      return ['error', t('error')];
    case 'aborted':
      return ['circle-slash', t('aborted')];
    default:
      return assertNever(status);
  }
}

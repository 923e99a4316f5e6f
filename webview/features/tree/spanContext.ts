import type { SpanKind, SpanRef } from '../../../protocol/model/span.ts';

/**
 * What VS Code's own menu knows of a row: keys for the `when` of package.json, ids for the command that is chosen. By the
 * `data-vscode-context` attribute of webviews.
 */
export function spanContext({ traceId, spanId }: SpanRef, kind: SpanKind): string {
  return JSON.stringify({
    webviewSection: 'span',
    spanKind: kind,
    traceId,
    spanId,
    preventDefaultContextMenuItems: true,
  });
}

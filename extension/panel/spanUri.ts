import * as vscode from 'vscode';
import type { SpanRef } from '../../protocol/model/span.ts';

/** Of the address that the code of a diagnostic leads to. */
export const spanUriPath = '/span';

/** Any page may open such an address: it shows a span in the panel and does nothing else. */
export function registerSpanUri(reveal: (span: SpanRef) => void): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: ({ path, query }) => {
      const given = new URLSearchParams(query);
      const [traceId, spanId] = [given.get('trace'), given.get('span')];
      if (path === spanUriPath && isId(traceId) && isId(spanId)) reveal({ traceId, spanId });
    },
  });
}

/** As `parseMessage` reads them. */
function isId(text: string | null): text is string {
  return text !== null && /^[\w.:-]{1,200}$/.test(text);
}

import type { ColourScheme } from '../../protocol/messages/language.ts';
import type { HttpResponse } from './http.ts';

export interface PageOptions {
  readonly built: boolean;
  /** Sources of CSP's `frame-ancestors`: who may show the page in a frame. */
  readonly frameAncestors: string;
  /** Shows only the traces whose ids are in its address, read by id (`webview/host/embeddedHost.ts`). */
  readonly embedded: boolean;
  /** The editor's, for a page inside it. */
  readonly scheme?: ColourScheme | undefined;
}

/** The document that loads the built viewer, or says that there is none. */
export function viewerPage({ built, frameAncestors, embedded, scheme }: PageOptions): HttpResponse {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${frameAncestors}`,
    'referrer-policy': 'no-referrer',
  };
  return { status: 200, headers, body: built ? builtPage(embedded, scheme) : missingPage };
}

function builtPage(embedded: boolean, scheme: ColourScheme | undefined): string {
  const data = embedded ? ` data-embedded${scheme ? ` data-editor-scheme="${scheme}"` : ''}` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sidetrace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/main.css">
</head>
<body>
<div id="app"${data}></div>
<script src="/assets/main.js"></script>
</body>
</html>
`;
}

const missingPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sidetrace</title></head>
<body><p>Sidetrace is receiving traces, but its viewer has not been built. Run <code>npm run build</code> and start it again.</p></body>
</html>
`;

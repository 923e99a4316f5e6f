import type { HttpRequest, HttpResponse, Route } from '../http.ts';
import { mlflowRoute } from './errors.ts';

const maxTraces = 50;

/**
 * What SDKs from 2.20 on put into an iframe below a notebook cell: `?trace_id=A&experiment_id=1&trace_id=B&…`. A
 * small page of links into the viewer. Unlike every other page it may be framed: the notebook is its only reader,
 * and it shows nothing but the ids that it was given.
 */
export function rendererRoutes(): readonly Route[] {
  const path = '/static-files/lib/notebook-trace-renderer/index.html';
  return [mlflowRoute('GET', path, 'open', rendererPage)];
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
} as const;

function rendererPage({ query }: HttpRequest): HttpResponse {
  const ids = [...new Set(query.getAll('trace_id'))].filter((id) => id !== '').slice(0, maxTraces);
  const links = ids.map(
    (id) =>
      `<li><a href="/?trace=${encodeURIComponent(id)}" target="_blank" rel="noreferrer">${escapeHtml(id)}</a></li>`,
  );
  const list = links.length > 0 ? `<ul>${links.join('')}</ul>` : '<p>No trace was named.</p>';
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Traces in Sidetrace</title>
<style>body{font:13px system-ui,sans-serif;margin:8px}ul{margin:4px 0;padding-left:20px}a{font-family:monospace}</style>
</head>
<body>
<p>${links.length === 1 ? 'This trace is' : 'These traces are'} in the Sidetrace panel. In a browser:</p>
${list}
</body>
</html>
`;
  return { status: 200, headers, body };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

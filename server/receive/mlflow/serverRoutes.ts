import type { HttpResponse, Route } from '../http.ts';
import { mlflowRoute } from './errors.ts';

/**
 * What SDKs from 3.4 on read before their first span: at least 3.4 makes them send spans by OTLP as they end, where
 * an older version or none would keep them until the root ends. It is the newest version whose requests were
 * recorded, so that an SDK that asks for more than that version has does not expect it of us.
 */
const spokenVersion = '3.17.2';

/** The tracking server's own addresses: they say nothing about anyone's traces. */
export function serverRoutes(): readonly Route[] {
  return [
    mlflowRoute('GET', '/version', 'open', () => text(spokenVersion)),
    mlflowRoute('GET', '/health', 'open', () => text('OK')),
  ];
}

function text(body: string): HttpResponse {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

import type { IncomingHttpHeaders } from 'node:http';

/**
 * Why a request is refused before anything of it is looked at, or `undefined`. A page on the web can make a
 * browser call us in two ways, and both show in the headers: by a name of its own that resolves to the
 * loopback address (DNS rebinding: a foreign `Host`) and by a plain cross-site request (a foreign `Origin`,
 * or `Sec-Fetch-Site` where the browser sends no `Origin`). There are no CORS headers, so that such a page
 * could not read an answer either.
 */
export function refusalOf(method: string, headers: IncomingHttpHeaders): string | undefined {
  const host = headers.host;
  if (host === undefined || !isLoopbackHost(host)) {
    return `Host ${quoted(host)} is not a name of this machine; use 127.0.0.1, localhost or [::1].`;
  }
  const origin = headers.origin;
  if (origin !== undefined && !isOwnOrigin(origin, host)) {
    return `Origin ${quoted(origin)} is not this receiver's own; pages of other sites may not call it.`;
  }
  if (isForeignFetch(method, headers)) return 'Pages of other sites may not call this receiver.';
  return undefined;
}

/** `127.0.0.1`, `localhost` or `[::1]`, with any port: an SSH or editor tunnel changes the port only. */
export function isLoopbackHost(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host);
}

function isOwnOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

/** A link that is followed, or our page shown in a notebook's frame, is a navigation: nothing is read from it. */
function isForeignFetch(method: string, headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== 'cross-site' && site !== 'same-site') return false;
  return !(method === 'GET' && headers['sec-fetch-mode'] === 'navigate');
}

/** Fetch Metadata, section 2.1: what a browser loads in order to show it inside another page. */
const framedAs: ReadonlySet<unknown> = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);

/** True for a page of ours that a page of another origin shows inside itself. */
export function isForeignFrame(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return (site === 'cross-site' || site === 'same-site') && framedAs.has(headers['sec-fetch-dest']);
}

function quoted(text: string | undefined): string {
  return text === undefined ? '(none)' : JSON.stringify(text.slice(0, 100));
}

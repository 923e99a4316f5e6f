import type { ServerStatus } from '../../protocol/messages/status.ts';
import { type CopyWindow, copyText } from './copyText.ts';
import type { Host } from './host.ts';
import { safeLink } from './link.ts';

/** The parts of a browser's window that every page of ours uses, so that a test can play them. */
export type PageWindow = Pick<Window, 'location' | 'open' | 'setTimeout'> & {
  readonly fetch: typeof fetch;
} & CopyWindow;

type PageParts = Pick<Host, 'commands' | 'openLink' | 'copy' | 'command' | 'onReveal' | 'onStopped'>;

/** What a tab and a frame do alike: there is no editor around them that runs commands or reveals a span. */
export function pageParts(win: PageWindow): PageParts {
  return {
    commands: new Set(),
    openLink(url) {
      const safe = safeLink(url);
      if (safe !== undefined) win.open(safe, '_blank', 'noopener,noreferrer');
    },
    copy: (text) => copyText(win, text),
    command: () => undefined,
    onReveal: () => ({ dispose: () => undefined }),
    onStopped: () => ({ dispose: () => undefined }),
  };
}

/** The status of the server that the page came from. */
export function listeningAt({ origin, port }: Location): ServerStatus {
  return { state: 'listening', url: origin, port: Number(port || '80'), traceCount: 0, notices: [] };
}

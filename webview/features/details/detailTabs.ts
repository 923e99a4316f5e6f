import type { Span } from '../../../protocol/model/span.ts';

export const tabIds = [
  'chat',
  'io',
  'inputs',
  'outputs',
  'documents',
  'attributes',
  'events',
  'error',
  'raw',
] as const;
export type TabId = (typeof tabIds)[number];

/** The tabs of a span: only what has something. Without a chat, inputs and outputs stand together on the first. */
export function detailTabs(span: Span): readonly TabId[] {
  return tabIds.filter((id) => hasTab(span, id));
}

function hasTab(span: Span, id: TabId): boolean {
  const chat = hasChat(span);
  switch (id) {
    case 'chat':
      return chat;
    case 'io':
      return !chat;
    case 'inputs':
      return chat && span.inputs !== null;
    case 'outputs':
      return chat && span.outputs !== null;
    case 'documents':
      return (span.documents?.length ?? 0) > 0;
    case 'events':
      return span.events.length > 0;
    case 'error':
      return hasError(span);
    case 'attributes':
    case 'raw':
      return true;
  }
}

/** The tab to show: what the user chose last, where this span has it. */
export function activeTab(tabs: readonly TabId[], chosen: string | undefined): TabId {
  return tabs.find((id) => id === chosen) ?? tabs[0] ?? 'raw';
}

export function hasError(span: Span): boolean {
  const failed = span.status === 'error' || span.status === 'aborted';
  return span.exceptions.length > 0 || (failed && span.statusMessage !== undefined);
}

function hasChat(span: Span): boolean {
  return span.chat !== undefined && (span.chat.messages.length > 0 || span.chat.tools.length > 0);
}

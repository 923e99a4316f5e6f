import { expect, it } from 'vitest';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import { statusText } from './statusText.ts';

const listening = {
  state: 'listening',
  url: 'http://127.0.0.1:5005',
  port: 5005,
  traceCount: 14,
  notices: [],
} as const;
const notice = { code: 'port-taken', message: 'Port 5005 is taken.', remedy: 'Choose another.' } as const;

it.each<[ServerStatus, boolean, string, string]>([
  [{ state: 'starting' }, true, '$(sync~spin) Sidetrace', 'normal'],
  [{ state: 'failed', message: 'm', remedy: 'r' }, true, '$(error) Sidetrace', 'error'],
  [listening, true, '$(pulse) Sidetrace :5005 · 14', 'normal'],
  [listening, false, '$(debug-pause) Sidetrace :5005 · 14', 'normal'],
  [{ ...listening, traceCount: 3200 }, true, '$(pulse) Sidetrace :5005 · 3.2k', 'normal'],
  [{ ...listening, notices: [notice] }, true, '$(pulse) Sidetrace :5005 · 14', 'normal'],
  [
    { ...listening, notices: [{ ...notice, code: 'named-port-taken' }] },
    true,
    '$(pulse) Sidetrace :5005 · 14',
    'normal',
  ],
  [
    { ...listening, notices: [{ ...notice, code: 'tracing-off' }] },
    true,
    '$(pulse) Sidetrace :5005 · 14',
    'normal',
  ],
  [
    { ...listening, notices: [{ ...notice, code: 'otel-too-new' }] },
    true,
    '$(pulse) Sidetrace :5005 · 14',
    'warning',
  ],
  [
    { ...listening, notices: [{ ...notice, code: 'database-corrupt' }] },
    true,
    '$(pulse) Sidetrace :5005 · 14',
    'warning',
  ],
])('%o, terminals %s', (status, terminalsOn, text, level) => {
  expect(statusText(status, terminalsOn)).toEqual({ text, level });
});

import { messageOf } from '../../protocol/base/messageOf.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import { storageTrouble, troubleNotice } from '../store/storageTrouble.ts';

const restart = 'Then run “Sidetrace: Restart Server”.';

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: `Set “sidetrace.port” to a port that is free, or to 0 for any. ${restart}`,
  EACCES: `Choose a port above 1023 in “sidetrace.port”, and see that the folder of the database may be written. ${restart}`,
  EPERM: `See that the folder of the database may be written. ${restart}`,
  EROFS: `See that the folder of the database may be written. ${restart}`,
  ENOSPC: `Make room on the disk. ${restart}`,
};

/** What the user reads when the engine did not start. */
export function failureStatus(error: unknown): Extract<ServerStatus, { readonly state: 'failed' }> {
  const message = messageOf(error);
  const trouble = storageTrouble(error);
  if (trouble !== undefined) return { state: 'failed', message, remedy: troubleNotice(trouble).remedy };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const remedy = remedies[code] ?? 'Run “Sidetrace: Restart Server”; “Sidetrace: Show Log” says more.';
  return { state: 'failed', message, remedy };
}

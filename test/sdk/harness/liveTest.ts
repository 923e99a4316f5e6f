import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type ReceiverProcess, startReceiver } from './commandLine.ts';
import { killPrograms } from './liveProgram.ts';

export interface LiveTest {
  /** A test that starts it anew puts it here. */
  receiver: ReceiverProcess;
  readonly folder: string;
}

/** For each test of the file a receiver and an empty folder; what it started ends with it. */
export function setUpLiveTests(): LiveTest {
  const live = {} as { receiver: ReceiverProcess; folder: string };
  beforeEach(async () => {
    live.receiver = await startReceiver();
    live.folder = await mkdtemp(join(tmpdir(), 'sidetrace-live-'));
  });
  afterEach(async () => {
    killPrograms();
    await live.receiver.stop();
    await rm(live.folder, { recursive: true, force: true });
  });
  return live;
}

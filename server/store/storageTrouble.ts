import type { Notice } from '../../protocol/messages/status.ts';

/** Why SQLite could not do what it was told, where that is no mistake of ours. */
export type StorageTrouble = 'busy' | 'damaged' | 'failing' | 'full' | 'read-only';

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const troubles: ReadonlyMap<number, StorageTrouble> = new Map([
  [5, 'busy'], // SQLITE_BUSY
  [6, 'busy'], // SQLITE_LOCKED
  [8, 'read-only'], // SQLITE_READONLY
  [10, 'failing'], // SQLITE_IOERR
  [11, 'damaged'], // SQLITE_CORRUPT
  [13, 'full'], // SQLITE_FULL
  [14, 'read-only'], // SQLITE_CANTOPEN
  [26, 'damaged'], // SQLITE_NOTADB
]);

/** `undefined` for everything that is not an error of `node:sqlite` of this sort. */
export function storageTrouble(error: unknown): StorageTrouble | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return troubles.get(error.errcode & 0xff);
}

/** The file is not a database, or its pages contradict each other. */
export function isCorruption(error: unknown): boolean {
  return storageTrouble(error) === 'damaged';
}

const words: Readonly<Record<StorageTrouble, Pick<Notice, 'message' | 'remedy'>>> = {
  busy: {
    message: 'The trace database is held by another process: new spans cannot be stored.',
    remedy: 'End what else uses the file, such as another Sidetrace or a database tool.',
  },
  damaged: {
    message: 'The trace database is damaged: new spans cannot be stored.',
    remedy: 'Run “Sidetrace: Restart Server”: it moves the damaged file aside and starts a new one.',
  },
  failing: {
    message: 'The trace database cannot be read or written: new spans cannot be stored.',
    remedy: 'See that its disk is there and in order, then run “Sidetrace: Restart Server”.',
  },
  full: {
    message: 'The disk is full: new spans cannot be stored.',
    remedy: 'Make room on it. Nothing that is stored is lost; what exporters give up meanwhile is.',
  },
  'read-only': {
    message: 'The trace database may not be written: new spans cannot be stored.',
    remedy: 'See that its file and folder may be written, then run “Sidetrace: Restart Server”.',
  },
};

export function noticeText({ message, remedy }: Pick<Notice, 'message' | 'remedy'>): string {
  return `${message} ${remedy}`;
}

export function troubleNotice(trouble: StorageTrouble): Notice {
  return { code: 'database-failing', ...words[trouble] };
}

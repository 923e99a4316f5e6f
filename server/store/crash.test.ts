import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openDatabase } from './openDatabase.ts';
import { SqliteStore } from './sqliteStore.ts';
import { traceIdOf } from './testing/spans.ts';

it('loses at most the running transaction when the process is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrace-crash-'));
  try {
    const file = join(folder, 'store.db');
    const child = spawn(
      process.execPath,
      [fileURLToPath(import.meta.resolve('./testing/writeForever.ts')), file],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (lastNumber(printed) >= 500) child.kill('SIGKILL');
    });
    await once(child, 'close');

    const told = lastNumber(printed);
    const { database, notices } = openDatabase(file);
    const store = new SqliteStore(database);
    const count = store.traceRow(traceIdOf('a'))?.spanCount ?? 0;
    expect(notices).toEqual([]);
    expect(count % 10).toBe(0);
    expect(count).toBeGreaterThanOrEqual(told);
    expect([...store.rawSpans(traceIdOf('a'))]).toHaveLength(count);
    expect(database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
    store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Of the complete lines. */
function lastNumber(printed: string): number {
  return Number(printed.split('\n').at(-2) ?? 0);
}

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { ProgramEnvironment } from '../../protocol/environment.ts';
import { shellText } from './shellText.ts';

const environment: ProgramEnvironment = {
  set: { MLFLOW_TRACKING_URI: 'http://127.0.0.1:5005', ODD: `it's $HOME "and" \`more\`` },
  prepend: { PYTHONPATH: '/opt/side trace/python' },
  append: { NODE_OPTIONS: '--require="/opt/side trace/bootstrap.cjs"' },
  skipped: [],
};

/** What a shell has after the lines were pasted into it. */
function inShell(text: string, env: Readonly<Record<string, string>>): string {
  const print = 'printf "%s\\n" "$MLFLOW_TRACKING_URI" "$ODD" "$PYTHONPATH" "$NODE_OPTIONS"';
  return execFileSync('/bin/sh', ['-eu', '-c', `${text}${print}`], { env: { ...env }, encoding: 'utf8' });
}

it.skipIf(process.platform === 'win32')('sets in a shell exactly what a terminal of ours gets', () => {
  const text = shellText(environment, 'linux');
  const first = `http://127.0.0.1:5005\n${environment.set.ODD}\n/opt/side trace/python`;
  const last = '--require="/opt/side trace/bootstrap.cjs"';
  expect(inShell(text, {})).toBe(`${first}\n${last}\n`);
  expect(inShell(text, { PYTHONPATH: '/mine', NODE_OPTIONS: '--inspect' })).toBe(
    `${first}:/mine\n--inspect ${last}\n`,
  );
});

it('quotes for PowerShell', () => {
  const text = shellText({ set: { A: "it's $x" }, prepend: {}, append: {}, skipped: [] }, 'win32');
  expect(text).toBe("$env:A = 'it''s $x'\n");
});

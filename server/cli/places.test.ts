import { expect, it } from 'vitest';
import { defaultDatabase } from './places.ts';

it.each<[NodeJS.Platform, Record<string, string>, string]>([
  ['linux', {}, '/home/me/.local/state/sidetrace/traces.db'],
  ['linux', { XDG_STATE_HOME: '/state' }, '/state/sidetrace/traces.db'],
  ['darwin', {}, '/home/me/Library/Application Support/Sidetrace/traces.db'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/Sidetrace/traces.db'],
])('keeps traces where %s keeps state', (name, env, path) => {
  expect(defaultDatabase({ name, home: '/home/me', env })).toBe(path);
});

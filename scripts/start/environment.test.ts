import { delimiter } from 'node:path';
import { expect, it } from 'vitest';
import { userEnvironment } from './environment.ts';

it('takes out what npm added and puts the venv first', () => {
  const path = ['/clone/node_modules/.bin', '/cache/node-24/bin', '/usr/bin', '/bin'].join(delimiter);
  const env = {
    PATH: path,
    HOME: '/me',
    SIDETRACE_CACHE: '/cache',
    npm_lifecycle_event: 'start',
    NODE: '/usr/bin/node',
  };
  expect(userEnvironment(env, '/cache/venvs/examples/bin/python')).toEqual({
    PATH: ['/cache/venvs/examples/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: '/me',
    SIDETRACE_CACHE: '/cache',
    VIRTUAL_ENV: '/cache/venvs/examples',
  });
});

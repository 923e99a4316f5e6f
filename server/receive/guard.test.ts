import { expect, it } from 'vitest';
import { refusalOf } from './guard.ts';

const own = { host: '127.0.0.1:5005' };

it.each([
  ['a plain SDK request', 'POST', own],
  ['localhost', 'GET', { host: 'localhost:5005' }],
  ['IPv6', 'GET', { host: '[::1]:5005' }],
  ['the port of a tunnel', 'GET', { host: 'localhost:51234' }],
  ['no port', 'GET', { host: 'localhost' }],
  ['our own page', 'POST', { ...own, origin: 'http://127.0.0.1:5005', 'sec-fetch-site': 'same-origin' }],
  ['an address typed in', 'GET', { ...own, 'sec-fetch-site': 'none' }],
  [
    'a frame in a notebook',
    'GET',
    { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ],
])('lets pass: %s', (_, method, headers) => {
  expect(refusalOf(method, headers)).toBeUndefined();
});

it.each([
  ['no Host', 'GET', {}],
  ['a rebound name', 'GET', { host: 'evil.example:5005' }],
  ['a name that starts like ours', 'GET', { host: 'localhost.evil.example' }],
  ['another address', 'GET', { host: '0.0.0.0:5005' }],
  ['two hosts in one', 'GET', { host: '127.0.0.1:5005, evil.example' }],
  ['a foreign page', 'POST', { ...own, origin: 'https://evil.example' }],
  ['another local server', 'POST', { ...own, origin: 'http://127.0.0.1:3000' }],
  ['a sandboxed page', 'POST', { ...own, origin: 'null' }],
  [
    'a foreign picture or script',
    'GET',
    { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  ],
  [
    'another port of the same site',
    'GET',
    { ...own, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
  ],
  ['a foreign form', 'POST', { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
])('refuses: %s', (_, method, headers) => {
  expect(refusalOf(method, headers)).toMatch(/Host|Origin|Pages/);
});

// @vitest-environment happy-dom
/** @jsxImportSource preact */
import { type ComponentChildren, render } from 'preact';
import { afterEach, expect, it, vi } from 'vitest';
import type { Span } from '../../protocol/model/span.ts';
import { createMemoryHost, type MemoryHost } from '../host/memoryHost.ts';
import { createApp } from '../state/app.ts';
import { AppContext } from '../widgets/appContext.ts';
import { hasError } from './details/detailTabs.ts';
import { errorLine } from './details/ErrorView.tsx';
import { IoPanel } from './details/panels.tsx';
import { JsonView } from './json/JsonView.tsx';
import { Markdown } from './markdown/Markdown.tsx';

const roots: HTMLElement[] = [];

function show(view: ComponentChildren): { readonly root: HTMLElement; readonly host: MemoryHost } {
  const host = createMemoryHost();
  const root = document.body.appendChild(document.createElement('div'));
  const app = createApp(host, window);
  render(<AppContext.Provider value={app}>{view}</AppContext.Provider>, root);
  app.dispose();
  roots.push(root);
  return { root, host };
}

afterEach(() => {
  for (const root of roots.splice(0)) {
    render(null, root);
    root.remove();
  }
});

it('shows HTML in Markdown as the text it is', () => {
  const { root } = show(
    <Markdown text={'<img src=x onerror=alert(1)> **b** <script>1</script>\n\n<div>x</div>'} />,
  );
  expect(root.querySelector('img, script, .markdown div')).toBeNull();
  expect(root.textContent).toContain('<img src=x onerror=alert(1)>');
  expect(root.textContent).toContain('<div>x</div>');
  expect(root.querySelector('strong')?.textContent).toBe('b');
});

it('opens http links by the host and shows others as text; loads no pictures', () => {
  const { root, host } = show(
    <Markdown text="[a](https://example.com/x) [b](javascript:alert(1)) ![c](https://example.com/c.png)" />,
  );
  const links = [...root.querySelectorAll('a')];
  expect(links.map((link) => link.textContent)).toEqual(['a', 'c']);
  for (const link of links) link.click();
  expect(host.links).toEqual(['https://example.com/x', 'https://example.com/c.png']);
  expect(root.querySelector('img')).toBeNull();
  expect(root.textContent).toContain('b');
});

it('renders lists, tables and code', () => {
  const { root } = show(
    <Markdown text={'1. a\n2. b\n\n- [x] done\n\n| h |\n| - |\n| c |\n\n```py\nprint(1)\n```'} />,
  );
  expect(root.querySelectorAll('ol li')).toHaveLength(2);
  expect(root.querySelector('ul')?.textContent).toContain('☑ done');
  expect(root.querySelector('th')?.textContent).toBe('h');
  expect(root.querySelector('pre')?.textContent).toBe('print(1)');
});

it('makes the elements of what is open only', async () => {
  const { root } = show(<JsonView value={{ a: { b: { c: 'deep' } }, n: 1 }} path={['inputs']} />);
  const closed = [...root.querySelectorAll<HTMLElement>('[aria-expanded=false]')];
  expect(closed.map((item) => item.textContent)).toEqual(['b: {c: "deep"}']);
  closed[0]?.click();
  await vi.waitFor(() => expect(root.querySelector('.json-string')?.textContent).toBe('deep'));
});

it('shows a long list in pieces', async () => {
  const { root } = show(<JsonView value={Array.from({ length: 2500 }, (_, at) => at)} path={['outputs']} />);
  expect(root.querySelectorAll('.json-leaf')).toHaveLength(100);
  root.querySelector<HTMLElement>('.link')?.click();
  await vi.waitFor(() => expect(root.querySelectorAll('.json-leaf')).toHaveLength(1100));
});

it('copies value and path', async () => {
  const { root, host } = show(<JsonView value={{ a: { b: [1] } }} path={['inputs']} open={3} />);
  for (const item of root.querySelectorAll<HTMLElement>('.json-branch .icon-button')) item.click();
  await vi.waitFor(() => expect(host.copied).toHaveLength(4));
  expect([...host.copied].sort()).toEqual([
    '[\n  1\n]',
    'inputs.a',
    'inputs.a.b',
    '{\n  "b": [\n    1\n  ]\n}',
  ]);
});

it('shows a text with its line breaks, and markup as text', () => {
  const { root } = show(<JsonView value={'line 1\n<b>line 2</b>'} path={['outputs']} />);
  expect(root.querySelector('.json-text')?.textContent).toBe('line 1\n<b>line 2</b>');
  expect(root.querySelector('b')).toBeNull();
});

const openSpan: Span = {
  traceId: 't',
  spanId: 's',
  name: 'look up',
  kind: 'TOOL',
  status: 'running',
  startNs: '1',
  inputs: { city: 'Paris' },
  outputs: null,
  attributes: {},
  events: [],
  links: [],
  exceptions: [],
  convention: 'generic',
  scope: { name: '' },
};

it('says on which line a running span stands', () => {
  expect(show(<IoPanel span={openSpan} />).root.textContent).toContain('Running: no output yet.');
  const standsAt = { file: '/work/agent.py', line: 12, timeNs: '2' };
  const { root } = show(<IoPanel span={{ ...openSpan, standsAt }} />);
  expect(root.textContent).toContain('Running: no output yet, stands at agent.py:12.');
});

it('tells of a span whose program ended as of one that failed', () => {
  const statusMessage = 'The program was killed or crashed here, at agent.py:12.';
  const aborted: Span = { ...openSpan, status: 'aborted', statusMessage };
  expect(errorLine(aborted)).toBe(statusMessage);
  expect(hasError(aborted)).toBe(true);
  expect(errorLine({ ...aborted, status: 'ok' })).toBeUndefined();
});

// @vitest-environment happy-dom
/** @jsxImportSource preact */
import { render } from 'preact';
import { expect, it, vi } from 'vitest';
import type { JsonValue } from '../protocol/base/json.ts';
import { span, trace } from './dev/traceBuilder.ts';
import { mount } from './testing/panel.tsx';
import { EndKeeper } from './widgets/EndKeeper.tsx';

it('shows what a stream has given out so far, in place', async () => {
  const streaming = (outputs: JsonValue, took?: number) =>
    trace({ traceId: 'live', name: 'ask', status: took === undefined ? 'running' : 'ok', at: 1000 }, [
      span(1000, {
        id: 's1',
        name: 'ask',
        kind: 'UNKNOWN',
        at: 0,
        span: { inputs: { q: 1 }, outputs },
        ...(took !== undefined && { took }),
      }),
    ]);
  const { root, host } = mount([streaming(null)]);
  await vi.waitFor(() => expect(root.querySelector('.panel')?.textContent).toContain('no output yet'));
  const panel = root.querySelector('.panel');
  host.put(streaming('It was a dark'));
  await vi.waitFor(() => expect(panel?.textContent).toContain('It was a dark'));
  expect(panel?.querySelector('.so-far')?.textContent).toBe('still coming …');
  host.put(streaming('It was a dark and stormy night.', 900));
  await vi.waitFor(() => expect(panel?.textContent).toContain('stormy night.'));
  expect(panel?.querySelector('.so-far')).toBeNull();
  expect(root.querySelector('.panel')).toBe(panel);
});

it('stays with the end of what grows while that is in view', async () => {
  const box = document.body.appendChild(document.createElement('div'));
  const show = (text: string, growing = true): HTMLElement => {
    render(<EndKeeper growing={growing}>{text}</EndKeeper>, box);
    return box.firstElementChild as HTMLElement;
  };
  const element = show('a');
  const scrolled = (height: number, top: number): void => {
    Object.defineProperty(element, 'scrollHeight', { value: height, configurable: true });
    Object.defineProperty(element, 'clientHeight', { value: 100, configurable: true });
    element.scrollTop = top;
    element.dispatchEvent(new Event('scroll'));
  };
  scrolled(300, 200);
  Object.defineProperty(element, 'scrollHeight', { value: 350, configurable: true });
  show('b');
  expect(element.scrollTop).toBe(350);
  scrolled(400, 120);
  show('c');
  expect(element.scrollTop).toBe(120);
  render(null, box);
  box.remove();
});

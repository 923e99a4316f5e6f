import { expect, it } from 'vitest';
import { DisposableStore } from './disposable.ts';

it('disposes in reverse order, once, and late arrivals at once', () => {
  const log: string[] = [];
  const store = new DisposableStore();
  store.defer(() => log.push('first'));
  store.defer(() => log.push('second'));
  store.dispose();
  store.dispose();
  store.defer(() => log.push('late'));
  expect(log).toEqual(['second', 'first', 'late']);
});

import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createRing, RingReader, RingWriter } from './ring.ts';

function readAll(reader: RingReader): readonly string[] {
  const texts: string[] = [];
  while (reader.peek() !== undefined) texts.push(reader.take());
  return texts;
}

it('gives each text once, in order, with its mark', () => {
  const ring = createRing(1024);
  const [writer, reader] = [new RingWriter(ring), new RingReader(ring)];
  expect(reader.peek()).toBeUndefined();
  expect([writer.write('', 7), writer.write('日本語 🦊', -8)]).toEqual([true, true]);
  expect([reader.peek(), reader.peek(), reader.take()]).toEqual([7, 7, '']);
  expect([reader.peek(), reader.take(), reader.peek()]).toEqual([-8, '日本語 🦊', undefined]);
});

it('takes what has room, whatever the lengths and however full it is', () => {
  const ring = createRing(256);
  const [writer, reader] = [new RingWriter(ring), new RingReader(ring)];
  const given: string[] = [];
  const taken: string[] = [];
  let refused = 0;
  for (let n = 0; n < 20_000; n++) {
    const text = `${n}${'é'.repeat((n * 7) % 15)}`;
    if (writer.write(text, n)) given.push(text);
    else refused += 1;
    // Now and then all, mostly one at a time.
    if (n % 11 === 0) taken.push(...readAll(reader));
    else if (n % 2 === 0 && reader.peek() !== undefined) taken.push(reader.take());
  }
  taken.push(...readAll(reader));
  expect(taken).toEqual(given);
  expect(refused).toBeGreaterThan(100);
  expect(given.length).toBeGreaterThan(10_000);
});

it('refuses what is too long, and what is full, without harm to what is there', () => {
  const ring = createRing(256);
  const [writer, reader] = [new RingWriter(ring), new RingReader(ring)];
  expect(writer.write('x'.repeat(100), 0)).toBe(false);
  let written = 0;
  while (writer.write('abcdefgh', written)) written += 1;
  expect(readAll(reader)).toEqual(Array.from({ length: written }, () => 'abcdefgh'));
  expect(writer.write('again', 0)).toBe(true);
  expect(readAll(reader)).toEqual(['again']);
});

it('wakes a reader that sleeps, once', () => {
  const ring = createRing(1024);
  const [writer, reader] = [new RingWriter(ring), new RingReader(ring)];
  writer.write('a', 0);
  expect(writer.takeSleep()).toBe(false);
  expect(reader.fallAsleep()).toBe(false);
  expect(readAll(reader)).toEqual(['a']);
  expect(reader.fallAsleep()).toBe(true);
  writer.write('b', 0);
  expect([writer.takeSleep(), writer.takeSleep()]).toEqual([true, false]);
});

it('loses nothing between two threads', async () => {
  const ring = createRing(4096);
  const count = 50_000;
  const source = new URL('./ring.ts', import.meta.url).href;
  const worker = new Worker(
    `import(${JSON.stringify(source)}).then(({ RingReader }) => {
      const { parentPort, workerData } = require('node:worker_threads');
      const reader = new RingReader(workerData);
      let sum = 0;
      for (let n = 0; n < ${count}; n++) {
        while (reader.peek() === undefined);
        const mark = reader.peek();
        if (reader.take() !== 'text ' + mark + 'ß'.repeat(mark % 50) || mark !== n) throw new Error('not ' + n);
        sum += mark;
      }
      parentPort.postMessage(sum);
    });`,
    { eval: true, workerData: ring, execArgv: ['--no-warnings'] },
  );
  const sum = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const writer = new RingWriter(ring);
  for (let n = 0; n < count; n++) {
    while (!writer.write(`text ${n}${'ß'.repeat(n % 50)}`, n)) await new Promise(setImmediate);
  }
  expect(await sum).toBe((count * (count - 1)) / 2);
});

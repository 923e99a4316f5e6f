import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runProgram, startReceiver } from './harness/commandLine.ts';
import { ensureOpenTelemetryVenv } from './harness/environments.ts';
import { treesOf } from './harness/trees.ts';

const folder = fileURLToPath(new URL('./programs/', import.meta.url));

it("OpenTelemetry's own SDK and exporter send here by the environment alone", async () => {
  const python = await ensureOpenTelemetryVenv();
  const receiver = await startReceiver();
  try {
    await runProgram(receiver.url, { python, args: ['plain_opentelemetry.py'], folder });
    const [whole, ...others] = await receiver.traces();
    expect(others).toEqual([]);
    expect(treesOf(whole!)).toEqual([
      {
        name: 'invoke_agent',
        kind: 'AGENT',
        failed: false,
        children: [
          { name: 'chat tiny', kind: 'CHAT_MODEL', failed: false, children: [] },
          { name: 'lookup', kind: 'UNKNOWN', failed: true, children: [] },
        ],
      },
    ]);
    expect(whole?.trace.usage).toMatchObject({ input: 12, output: 5, total: 17 });
    const failed = whole?.spans.find(({ name }) => name === 'lookup');
    expect(failed?.exceptions[0]).toMatchObject({ type: 'KeyError', message: "'pizza'" });
  } finally {
    await receiver.stop();
  }
});

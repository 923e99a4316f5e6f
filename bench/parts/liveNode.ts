import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { applyEnvironment, environmentFor } from '../../protocol/environment.ts';
import { root } from '../../scripts/lib/paths.ts';
import { ensureNodePackages } from '../../scripts/setup/nodePackages.ts';
import { costOf, costsOf, nowhere, quickest } from '../lib/liveCost.ts';
import type { Part } from '../lib/measurement.ts';
import { onOneCpu } from '../lib/oneCpu.ts';

const spanCount = 20_000;
const starts = 25;

export const liveNode: Part = {
  name: 'liveNode',
  title: 'Live records of Node programs',
  method: `A program with OpenTelemetry’s JavaScript SDK 2.x and no exporter makes spans with two attributes each, ${spanCount} as fast as it goes, in one turn of its event loop, and before that in bursts of 50 with pauses of 50 ms (in which caches become cold, for the SDK’s own code too), of five such runs the one that took least; the reference is the same program without the helper. CPU is that of the program’s own thread, and of its whole process with the helper’s; program and receiver take turns on one CPU (see above). The receiver is there, away, or accepts connections and never answers. Start: what the helper adds to \`node -e ''\`, the quickest of ${starts}.`,
  rounds: 3,
  async measure({ directory }) {
    const packages = await ensureNodePackages(join(root, 'test', 'sdk', 'node', 'otel2'));
    const cost = (url: string | undefined) =>
      costOf(() =>
        spawn(process.execPath, [join(root, 'bench', 'live_spans.cjs'), `${spanCount}`, packages], {
          env: environmentOf(url),
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      );
    const costs = await onOneCpu(() => costsOf(directory, cost));
    const nothing = [process.execPath, '-e', ''] as const;
    const before = await quickest(starts, nothing, environmentOf(undefined));
    const after = await quickest(starts, nothing, environmentOf(nowhere));
    return [...costs, { figure: 'start of Node', unit: 'ms', value: after - before, budget: { atMost: 5 } }];
  },
};

/** Without a URL the program runs without the helper. */
function environmentOf(url: string | undefined): NodeJS.ProcessEnv {
  if (url === undefined) return process.env;
  const dist = join(root, 'dist', 'node');
  const nodeHelper = { bootstrap: join(dist, 'bootstrap.cjs'), helper: join(dist, 'helper.cjs') };
  const environment = environmentFor({ url, nodeHelper, existing: process.env });
  return applyEnvironment(process.env, environment, delimiter);
}

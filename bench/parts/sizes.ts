import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sizeBudgets } from '../../scripts/checks/budgets.ts';
import { root } from '../../scripts/lib/paths.ts';
import type { Part } from '../lib/measurement.ts';

export const sizes: Part = {
  name: 'sizes',
  title: 'Sizes',
  method: 'kB are 1,000 bytes; bundles are minified and not compressed.',
  rounds: 1,
  async measure() {
    const dist = join(root, 'dist');
    const bundles = JSON.parse(await readFile(join(dist, 'sizes.json'), 'utf8')) as Record<string, number>;
    const files = { 'sidetrace.vsix': (await stat(join(dist, 'sidetrace.vsix'))).size, ...bundles };
    return Object.entries(files).map(([figure, bytes]) => {
      const budget = sizeBudgets[figure];
      return {
        figure,
        unit: 'kB',
        value: bytes / 1000,
        ...(budget !== undefined && { budget: { atMost: budget / 1000 } }),
      };
    });
  },
};

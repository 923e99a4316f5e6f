import { dirname } from 'node:path';
import { ensureExamplesVenv, examplesDir } from '../../../scripts/setup/examples.ts';
import type { Settings } from './settings.ts';
import { sidetraceVsix, useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './Workbench.ts';

/** As `useWorkbench`: the examples with Sidetrace, their Python on the PATH, a model that answers at once. */
export function useExamples(settings: () => Settings = () => ({})): () => Workbench {
  return useWorkbench(async () => ({
    workspace: examplesDir,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureExamplesVenv())],
    settings: settings(),
    env: { FAKE_MODEL_DELAY: '0' },
  }));
}

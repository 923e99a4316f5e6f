import { ensureNodePackage, nodeExecutable } from '../../../scripts/setup/node24.mjs';
import { allVersionsVariable } from '../../../scripts/testing/plan.ts';

/** The last of each line that the helper is meant for, beside the running one. */
const olderNodes = ['18.20.8', '20.20.2', '22.23.3'] as const;

/** The running Node; with `npm test -- --all-versions` the older ones as well. */
export function nodesUnderTest(): readonly string[] {
  const own = process.versions.node;
  return process.env[allVersionsVariable] ? [...olderNodes, own] : [own];
}

/** Resolves with the path of that Node, installed on first use. */
export async function nodeOf(version: string): Promise<string> {
  return version === process.versions.node
    ? process.execPath
    : nodeExecutable(await ensureNodePackage(version));
}

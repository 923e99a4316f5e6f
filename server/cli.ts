/** `sidetrace`: the engine without VS Code. */

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { assertNever } from '../protocol/base/assertNever.ts';
import { messageOf } from '../protocol/base/messageOf.ts';
import type { NodeHelper } from '../protocol/environment.ts';
import { besideBundle, bundleVersion } from './bundle.ts';
import { helpText } from './cli/help.ts';
import { type CliCommand, parseCommandLine, UsageError } from './cli/options.ts';
import { defaultDatabase } from './cli/places.ts';
import { type RunDeps, run } from './cli/run.ts';
import { serve } from './cli/serve.ts';
import { type ServiceOptions, startService } from './service.ts';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function main(argv: readonly string[]): Promise<number> {
  try {
    return await perform(parseCommandLine(argv));
  } catch (error) {
    const message = messageOf(error);
    err(`sidetrace: ${message.replace(/\.$/, '')}.${UsageError.is(error) ? ' See "sidetrace --help".' : ''}`);
    return UsageError.is(error) ? 2 : 1;
  }
}

async function perform(command: CliCommand): Promise<number> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(helpText);
      return 0;
    case 'version':
      out(bundleVersion());
      return 0;
    case 'serve': {
      const platform = { name: process.platform, home: homedir(), env: process.env };
      const untilStopped = new Promise((resolve) => onSignal(resolve));
      return serve(command.serve, {
        startService: start,
        out,
        err,
        defaultDatabase: defaultDatabase(platform),
        untilStopped,
      });
    }
    case 'run':
      return run(command, runDeps());
    case 'lsp':
      // Speaks over the standard streams until the editor ends it.
      await import('./main.ts');
      return 0;
    default:
      return assertNever(command);
  }
}

function start(options: ServiceOptions) {
  const deps = { assetsDir: besideBundle('webview'), version: bundleVersion(), log: err };
  return startService(deps, options);
}

function runDeps(): RunDeps {
  // Run from the sources it is one folder up.
  const helperDir = ['python', '../python'].map(besideBundle).find((folder) => existsSync(folder));
  return {
    startService: start,
    err,
    env: process.env,
    helperDir,
    nodeHelper: nodeHelper(),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    onSignal,
  };
}

function nodeHelper(): NodeHelper | undefined {
  const folder = ['node', '../dist/node'].map(besideBundle).find((one) => existsSync(`${one}/helper.cjs`));
  return folder === undefined
    ? undefined
    : { bootstrap: `${folder}/bootstrap.cjs`, helper: `${folder}/helper.cjs` };
}

function onSignal(listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of stopSignals) process.on(signal, listener);
  return () => {
    for (const signal of stopSignals) process.off(signal, listener);
  };
}

function out(line: string): void {
  process.stdout.write(`${line}\n`);
}

function err(line: string): void {
  process.stderr.write(`${line}\n`);
}

process.exitCode = await main(process.argv.slice(2));

import { randomUUID } from 'node:crypto';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../protocol/base/messageOf.ts';
import { existingVariables } from '../environment/existingVariables.ts';
import type { Injection } from '../environment/injection.ts';
import { readEnvFiles } from './envFile.ts';
import { launchEnvironment, startsProgram, variablesOf } from './launchEnvironment.ts';

export interface DebugEnvironmentOptions {
  readonly injection: Injection;
  readonly log: vscode.LogOutputChannel;
}

/** F5 waits no longer than this for a server that is starting. */
const startMs = 3000;

/**
 * Gives programs that a debugger starts our variables, by `env` of their configuration as it is when all others are done
 * with it: VS Code asks the providers of `*` last, so the Python extension has merged `.env` by then. Nothing is written to launch.json.
 */
export function registerDebugEnvironment(options: DebugEnvironmentOptions): vscode.Disposable {
  return vscode.debug.registerDebugConfigurationProvider('*', {
    resolveDebugConfigurationWithSubstitutedVariables: async (folder, configuration) => {
      try {
        return await withEnvironment(configuration, folder, options.injection);
      } catch (error) {
        // Whatever is wrong with us: the user wants to debug.
        options.log.warn(
          `Debug session “${configuration.name}” goes without our environment: ${messageOf(error)}`,
        );
        return configuration;
      }
    },
  });
}

async function withEnvironment(
  configuration: vscode.DebugConfiguration,
  folder: vscode.WorkspaceFolder | undefined,
  injection: Injection,
): Promise<vscode.DebugConfiguration> {
  if (!startsProgram(configuration) || !injection.wanted(folder)) return configuration;
  await injection.ready(startMs);
  const env = variablesOf(configuration.env);
  const added = launchEnvironment({
    env,
    file: await readEnvFiles(configuration.envFile, folder?.uri.fsPath),
    inherited: configuration.console === 'integratedTerminal' ? existingVariables() : process.env,
    run: `debug:${randomUUID()}:${configuration.name}`,
    environmentFor: (existing, kept) => injection.environment(existing, kept),
    separator: delimiter,
  });
  return added ? { ...configuration, env: { ...configuration.env, ...added } } : configuration;
}

import * as vscode from 'vscode';
import type { Disposable } from '../protocol/base/disposable.ts';
import {
  type FailureSeverity,
  failureSeverities,
  type HistoryLimits,
  type SymbolScope,
  symbolScopes,
} from '../protocol/messages/language.ts';
import { type ValuesMode, valueLengths, valuesModes } from '../protocol/messages/values.ts';
import { defaultPort } from '../protocol/ports.ts';
import { ports } from './listening/offers.ts';

const section = 'sidetrace';

/** The user's settings, read when asked; package.json has their defaults and texts. */
export interface Settings {
  port(): number;
  autoStart(): boolean;
  showOnFirstTrace(): boolean;
  /** For programs of this folder; without one, of the window. */
  environment(folder?: vscode.Uri): boolean;
  setEnvironment(enabled: boolean): Thenable<void>;
  alsoListenOnOtlpPort(): boolean;
  /** Ports that the code sends to; never from a workspace that is not trusted (package.json). */
  alsoListenOn(): readonly number[];
  /** Kept in the workspace's settings: its code names the ports. */
  setAlsoListenOn(ports: readonly number[]): Thenable<void>;
  /** US dollars per million tokens by model; checked by the server, which says what it cannot read. */
  prices(): unknown;
  /** `{remoteRoot: localRoot}`, or a list as debugpy has it; read by `readMappings`. Never from a workspace that is not trusted. */
  pathMappings(): unknown;
  /** How much is kept of what is not pinned. */
  history(): HistoryLimits;
  threadHints(): boolean;
  codeLens(): boolean;
  hover(): boolean;
  /** How lines are marked whose function raised in its last call. */
  diagnostics(): FailureSeverity;
  symbols(): SymbolScope;
  valuesMode(): ValuesMode;
  setValuesMode(mode: ValuesMode): Thenable<void>;
  /** Of the text behind a line, in characters. */
  valuesMaxLength(): number;
  gutterMarks(): boolean;
  onChange(listener: () => void): Disposable;
}

export function createSettings(): Settings {
  const get = <T>(name: string, fallback: T, folder?: vscode.Uri): T =>
    vscode.workspace.getConfiguration(section, folder).get<T>(name, fallback);
  return {
    port: () => get('port', defaultPort),
    autoStart: () => get('autoStart', true),
    showOnFirstTrace: () => get('showOnFirstTrace', true),
    environment: (folder) => get('environment.enabled', true, folder),
    setEnvironment: (enabled) =>
      vscode.workspace
        .getConfiguration(section)
        .update('environment.enabled', enabled, targetOf('environment.enabled')),
    alsoListenOnOtlpPort: () => get('alsoListenOnOtlpPort', true),
    alsoListenOn: () => ports(get<unknown>('alsoListenOn', [])),
    setAlsoListenOn: (wanted) =>
      vscode.workspace
        .getConfiguration(section)
        .update(
          'alsoListenOn',
          wanted.length > 0 ? [...new Set(wanted)] : undefined,
          vscode.ConfigurationTarget.Workspace,
        ),
    prices: () => get<unknown>('prices', {}),
    pathMappings: () => get<unknown>('pathMappings', []),
    history: () => ({
      traces: get('history.traces', 50_000),
      days: get('history.days', 90),
      megabytes: get('history.megabytes', 2048),
    }),
    threadHints: () => get('threadHints', true),
    codeLens: () => get('codeLens.enabled', true),
    hover: () => get('hover.enabled', true),
    diagnostics: () => wordOf(failureSeverities, get<unknown>('diagnostics', 'information')),
    symbols: () => wordOf(symbolScopes, get<unknown>('symbols', 'workspace')),
    valuesMode: () => modeOf(get<unknown>('values.mode', 'lastRun')),
    setValuesMode: (mode) =>
      vscode.workspace.getConfiguration(section).update('values.mode', mode, targetOf('values.mode')),
    valuesMaxLength: () => lengthOf(get<unknown>('values.maxLength', valueLengths.usual)),
    gutterMarks: () => get('gutterMarks.enabled', true),
    onChange: (listener) =>
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(section) || event.affectsConfiguration('terminal.integrated.env')) {
          listener();
        }
      }),
  };
}

function modeOf(given: unknown): ValuesMode {
  return valuesModes.find((mode) => mode === given) ?? 'lastRun';
}

function lengthOf(given: unknown): number {
  const length = typeof given === 'number' ? given : valueLengths.usual;
  return Math.min(valueLengths.most, Math.max(valueLengths.least, length));
}

/** A switch acts where the value comes from, else it would change nothing. */
function targetOf(name: string): vscode.ConfigurationTarget {
  const inspected = vscode.workspace.getConfiguration(section).inspect(name);
  return inspected?.workspaceValue === undefined
    ? vscode.ConfigurationTarget.Global
    : vscode.ConfigurationTarget.Workspace;
}

/** A word that is none of ours switches off what it is for, rather than leave the server without its options. */
function wordOf<T extends string>(words: readonly T[], given: unknown): T | 'off' {
  return words.find((word) => word === given) ?? 'off';
}

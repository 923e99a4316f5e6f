import * as vscode from 'vscode';
import { type ValuesMode, valuesModes } from '../../protocol/messages/values.ts';
import type { Settings } from '../settings.ts';

const shownMs = 3_000;

/** Off, last run, this run, and off again; the setting remembers it. */
export async function cycleValues(settings: Pick<Settings, 'valuesMode' | 'setValuesMode'>): Promise<void> {
  const next = nextMode(settings.valuesMode());
  await settings.setValuesMode(next);
  vscode.window.setStatusBarMessage(`$(symbol-variable) ${textOf(next)}`, shownMs);
}

export function nextMode(mode: ValuesMode): ValuesMode {
  return valuesModes[(valuesModes.indexOf(mode) + 1) % valuesModes.length] ?? 'lastRun';
}

function textOf(mode: ValuesMode): string {
  if (mode === 'off') return vscode.l10n.t('Values in the code: off');
  if (mode === 'lastRun') return vscode.l10n.t('Values in the code: each last call');
  return vscode.l10n.t('Values in the code: this run only');
}

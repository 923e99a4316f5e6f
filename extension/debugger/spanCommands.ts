import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Callee, CallPlace } from '../../protocol/messages/debugging.ts';
import type { Ask } from '../../protocol/messages/requests.ts';
import type { SpanRef } from '../../protocol/model/span.ts';
import type { DebugAdapters } from './debugAdapters.ts';
import { askForCondition } from './inputBox.ts';
import type { OwnBreakpoints } from './ownBreakpoints.ts';
import { callText, conditionText, type RecordedCall, recordedCall } from './recordedCall.ts';

export interface SpanCommandsOptions {
  readonly ask: Ask;
  readonly breakpoints: OwnBreakpoints;
  readonly adapters: Pick<DebugAdapters, 'breakpointsSet'>;
}

/** What a span's menu does with the debugger. Each says why where it cannot. */
export type SpanCommand = (options: SpanCommandsOptions, target: unknown) => Promise<void>;

/** `data-vscode-context` of a row, as VS Code hands it to a command. */
const targetSchema = v.object({ traceId: v.string(), spanId: v.string() });

/** How long a word that nobody has to answer stays. */
const messageMs = 3_000;

/** Longer texts are no call that a person reads. */
const longestText = 100_000;

export const breakOnNextCall: SpanCommand = async (options, target) => {
  const found = await findPlace(options, target);
  if (!found) return;
  addBreakpoint(options, found.place);
};

export const breakWhenCalledWith: SpanCommand = async (options, target) => {
  const found = await findPlace(options, target);
  const called = found && (await readCall(options, found));
  if (!called) return;
  const condition = await askForCondition(called.callee, conditionText(called.callee, called.call));
  if (condition !== undefined) addBreakpoint(options, found.place, condition);
};

export const runToHere: SpanCommand = async (options, target) => {
  const session = stoppedSession();
  if (!session) return;
  const found = await findPlace(options, target);
  if (!found) return;
  const taken = options.adapters.breakpointsSet(session);
  const isNew = options.breakpoints.addOnce({ location: locationOf(found.place) }, session);
  if (isNew) await taken;
  await vscode.commands.executeCommand('workbench.action.debug.continue');
};

export const evaluateWithInputs: SpanCommand = async (options, target) => {
  if (!stoppedSession()) return;
  const found = await findPlace(options, target);
  const called = found && (await readCall(options, found));
  if (!called) return;
  await vscode.commands.executeCommand('workbench.debug.action.focusRepl');
  await vscode.commands.executeCommand('paste', { text: callText(called.callee, called.call) });
};

export const copyCall: SpanCommand = async (options, target) => {
  const found = await findPlace(options, target);
  const called = found && (await readCall(options, found));
  if (!called) return;
  await vscode.env.clipboard.writeText(callText(called.callee, called.call));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the call of {0}.', called.callee.name), messageMs);
};

interface Found {
  readonly ref: SpanRef;
  readonly place: CallPlace;
}

async function findPlace({ ask }: SpanCommandsOptions, target: unknown): Promise<Found | undefined> {
  const checked = v.safeParse(targetSchema, target);
  if (!checked.success) {
    warn(vscode.l10n.t('Choose this in the menu of a span in the Traces panel.'));
    return undefined;
  }
  const { place, reason } = await ask('callPlace', checked.output);
  if (place) return { ref: checked.output, place };
  warn(reason ?? vscode.l10n.t('No line is known for this span.'));
  return undefined;
}

interface Called {
  readonly callee: Callee;
  readonly call: RecordedCall;
}

async function readCall({ ask }: SpanCommandsOptions, { ref, place }: Found): Promise<Called | undefined> {
  const { callee } = place;
  if (!callee) {
    warn(vscode.l10n.t('This span is not the call of a Python function: it has no arguments.'));
    return undefined;
  }
  const { span, cut } = await ask('getSpan', { ...ref, maxText: longestText });
  const call = recordedCall(callee, span.inputs);
  if (call && !cut.some(({ path }) => path[0] === 'inputs')) return { callee, call };
  warn(
    call
      ? vscode.l10n.t('The inputs of this span are too long to be written as a call.')
      : vscode.l10n.t('The inputs of this span are not the arguments of {0}.', callee.name),
  );
  return undefined;
}

function addBreakpoint({ breakpoints }: SpanCommandsOptions, place: CallPlace, condition?: string): void {
  const wanted = { location: locationOf(place), ...(condition !== undefined && { condition }) };
  const id = breakpoints.add(wanted);
  const label = `${place.file.split(/[/\\]/).at(-1)}:${place.line}`;
  if (id === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is a breakpoint at {0} already.', label));
    return;
  }
  const keep = vscode.l10n.t('Keep Breakpoint');
  const text = vscode.l10n.t('Breakpoint set at {0}. It is removed when debugging ends.', label);
  void vscode.window.showInformationMessage(text, keep).then((choice) => {
    if (choice === keep) breakpoints.keep(id, wanted);
  });
}

function locationOf({ file, line, cell }: CallPlace): vscode.Location {
  const uri = cell === undefined ? vscode.Uri.file(file) : (cellUri(file, cell) ?? vscode.Uri.file(file));
  return new vscode.Location(uri, new vscode.Position(line - 1, 0));
}

/** Cells have addresses only while their notebook is open. */
function cellUri(file: string, cell: number): vscode.Uri | undefined {
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.fsPath === file);
  return notebook && cell < notebook.cellCount ? notebook.cellAt(cell).document.uri : undefined;
}

function stoppedSession(): vscode.DebugSession | undefined {
  const { activeStackItem: item, activeDebugSession: session } = vscode.debug;
  if (item && session) return item.session;
  warn(vscode.l10n.t('No program stands in the debugger. Set a breakpoint and start it with F5.'));
  return undefined;
}

function warn(text: string): void {
  void vscode.window.showWarningMessage(text);
}

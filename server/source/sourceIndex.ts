import type { TracedFrame } from '../../protocol/base/stackFrames.ts';
import type { PathMapping } from '../../protocol/messages/language.ts';
import type { CancelSignal } from '../../protocol/messages/requests.ts';
import type { CodeState, RanText } from '../../protocol/model/source.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { type FoundCallPlace, findCallPlace } from './callPlace.ts';
import { hashInFile } from './kernelCell.ts';
import { LocalFiles } from './localFiles.ts';
import { codeState, type OpenText, textAsItRan, withLinesOfToday } from './ranCode.ts';
import { inFile, type Resolved, resolveSpan, type Searched } from './resolve.ts';
import { resolveFrame } from './resolveFrame.ts';
import { createSlicer } from './slicer.ts';
import type { IndexedFile, NamedAddress } from './symbols.ts';
import { findTemplate } from './templates/findTemplate.ts';
import { isPromptFile } from './templates/promptFiles.ts';
import { WorkspaceIndex, type WorkspaceIndexDeps } from './workspaceIndex.ts';

export type SourceIndexDeps = Pick<WorkspaceIndexDeps, 'folders' | 'excludes'> &
  Partial<Pick<WorkspaceIndexDeps, 'openText' | 'now' | 'limits'>>;

/** What is known of a span's place beside the span. */
export interface Around {
  /** Names of the spans around it, the nearest first. */
  readonly ancestors?: readonly string[];
  /** Not the span's places, but that of a frame of its stack. */
  readonly frame?: TracedFrame;
  /** The text of its code as it ran. */
  readonly ran?: RanText;
}

export interface SourceIndex {
  /** The engine's `ResolveSource`. */
  resolveSpan(span: Span, trace: Trace, around?: Around): Promise<ResolvedSource>;
  /** The engine's `TextAsItRan`. */
  textAsItRan(span: Span, trace: Trace, ran: RanText): Promise<RanPlace | undefined>;
  /** The engine's `FindCallPlace`. */
  callPlace(span: Span, trace: Trace): Promise<FoundCallPlace>;
  /** The file here that a recorded path is: see `LocalFiles`. */
  localFile(recorded: string): string;
  setPathMappings(mappings: readonly PathMapping[]): void;
  /** What stands in a document that is open in an editor, as it is now; reads no other file. */
  openFile(path: string): Promise<IndexedFile | undefined>;
  /** The engine's `CodeSearch`. */
  readonly search: {
    tool(call: Span, trace: Trace, ancestors: readonly string[]): Promise<Resolved>;
    template(text: string, signal?: CancelSignal): Promise<Resolved>;
  };
  /** What stands in all files. */
  files(): Promise<readonly IndexedFile[]>;
  /** The tracking servers on this machine that the code names, in the order of the files. */
  trackingAddresses(): Promise<readonly AddressInFile[]>;
}

export interface ResolvedSource extends Resolved {
  /** What became of the code that ran, at the best place; absent where it is not known. */
  readonly code?: CodeState;
}

/** The text of a file, or of a cell, with what ran in its place. */
export interface RanPlace {
  readonly file: string;
  readonly cell?: number;
  readonly line: number;
  readonly text: string;
}

export interface AddressInFile extends NamedAddress {
  /** Absolute path. */
  readonly file: string;
}

function noTool(name: string): string {
  return `No function or tool named “${name}” is in the open folders: the provider may run it, or a server of tools.`;
}

/** What the source files and notebooks of some folders say, read when first asked. */
export function createSourceIndex({
  folders,
  openText = () => undefined,
  now = () => performance.now(),
  ...rest
}: SourceIndexDeps): SourceIndex {
  const index = new WorkspaceIndex({ folders, openText, now, ...rest });
  const files = async () => (await index.read()).files;
  const isOpen = (path: string): boolean => openText(path) !== undefined;
  const local = new LocalFiles({ isOpen, now });
  const localFile = (recorded: string): string => local.of(recorded);
  const resolve = async (span: Span, trace: Trace, { ancestors = [], frame, ran }: Around = {}) => {
    if (frame !== undefined) {
      // Its folder is known from the span's own place, which tells more of itself than a line.
      const own = span.source?.file;
      if (own !== undefined && local.isElsewhere(own)) local.guess(own, span, await files());
      return resolveFrame(frame, span, { folders, cwd: trace.process?.cwd, isOpen, files, localFile });
    }
    const searched = { workspace: await index.read(), folders, ancestors };
    return resolveHere(span, trace, { searched, ...(ran && { ran }), local, openText });
  };
  return {
    resolveSpan: resolve,
    async textAsItRan(span, trace, ran) {
      const [place] = (await resolve(span, trace, { ran })).candidates;
      const text = place && (await textAsItRan(ran, place, openText));
      if (place === undefined || text === undefined) return undefined;
      const { file, line, cell } = place;
      return { file, line, ...(cell !== undefined && { cell }), text };
    },
    callPlace: (span, trace) => findCallPlace(span, trace, { resolve, files, openText }),
    localFile,
    setPathMappings: (mappings) => local.setMappings(mappings),
    openFile: (path) => index.openFile(path),
    files,
    search: {
      async tool(call, trace, ancestors) {
        const workspace = await index.read();
        const found = resolveSpan(call, trace, { workspace, folders, ancestors });
        const isSearched = folders.length > 0 && workspace.files.length > 0;
        return found.candidates.length > 0 || !isSearched
          ? found
          : { candidates: [], reason: noTool(call.name) };
      },
      template: (text, signal) =>
        findTemplate(text, {
          texts: () => index.texts(isPromptFile),
          slicer: createSlicer(),
          now,
          ...(signal && { signal }),
        }),
    },
    async trackingAddresses() {
      const { files } = await index.read();
      return files.flatMap(({ file, addresses }) => addresses.map((address) => ({ ...address, file })));
    },
  };
}

interface Here {
  readonly searched: Searched;
  readonly ran?: RanText;
  readonly local: LocalFiles;
  readonly openText: OpenText;
}

/** The places by the files as they are here and now. */
async function resolveHere(
  span: Span,
  trace: Trace,
  { searched, ran, local, openText }: Here,
): Promise<ResolvedSource> {
  const file = span.source?.file;
  const guesses =
    file !== undefined && local.isElsewhere(file)
      ? local.guess(file, span, searched.workspace.files)
      : undefined;
  const [only, ...others] = guesses ?? [];
  const isSure = only !== undefined && others.length === 0;
  const placed = isSure ? inFile(span, only) : span;
  const current = ran ? await withLinesOfToday(placed, ran, openText) : placed;
  const recordedFiles = isSure ? undefined : guesses;
  const found = resolveSpan(current, trace, { ...searched, ...(recordedFiles && { recordedFiles }) });
  const [best] = found.candidates;
  // What was found by its name alone need not be the code that ran; a cell was found by its id or its text.
  const isOfRun =
    best?.basis === 'recorded' || (best?.cell !== undefined && file !== undefined && isCell(file));
  if (!ran || best === undefined || !isOfRun) return found;
  const code = await codeState(ran, best, openText);
  return code === undefined ? found : { ...found, code };
}

function isCell(file: string): boolean {
  return hashInFile(file) !== undefined;
}

import { assertNever } from '../../../protocol/base/assertNever.ts';
import type { Effort } from './effort.ts';
import { LazyAutomaton } from './lazyAutomaton.ts';
import { isWordCode, PatternError, type PatternNode, type Place, parsePattern } from './patternSyntax.ts';

type Step =
  | { readonly op: 'chars'; readonly has: (code: number) => boolean }
  | { readonly op: 'fork'; to: readonly number[] }
  | { readonly op: 'place'; readonly where: Place }
  | { readonly op: 'found' };

type Steps = readonly Step[];

export interface Pattern {
  readonly steps: Steps;
  /** Only of patterns without places: those depend on what stands around. */
  readonly automaton?: LazyAutomaton;
}

/** `{1000}{1000}` would make a million of them. */
const maxSteps = 2000;

/** Throws `PatternError`; see `parsePattern`. */
export function compilePattern(source: string): Pattern {
  const steps: Step[] = [];
  emit(parsePattern(source), steps);
  steps.push({ op: 'found' });
  if (steps.some(({ op }) => op === 'place')) return { steps };
  const walk = new Walk(steps, '');
  return {
    steps,
    automaton: new LazyAutomaton(
      (from) => walk.reach(from, 0),
      (step, code) => takes(steps[step], code),
    ),
  };
}

function emit(node: PatternNode, steps: Step[]): void {
  if (steps.length > maxSteps) throw new PatternError('unsupported', `more than ${maxSteps} steps`);
  switch (node.kind) {
    case 'chars':
      steps.push({ op: 'chars', has: node.has });
      return;
    case 'place':
      steps.push({ op: 'place', where: node.where });
      return;
    case 'sequence':
      for (const item of node.items) emit(item, steps);
      return;
    case 'choice':
      emitChoice(node.options, steps);
      return;
    case 'repeat':
      emitRepeat(node, steps);
      return;
    default:
      assertNever(node);
  }
}

function emitChoice(options: readonly PatternNode[], steps: Step[]): void {
  const fork = { op: 'fork' as const, to: [] as readonly number[] };
  steps.push(fork);
  const ends = options.map((option) => {
    fork.to = [...fork.to, steps.length];
    emit(option, steps);
    const end = { op: 'fork' as const, to: [] as readonly number[] };
    steps.push(end);
    return end;
  });
  for (const end of ends) end.to = [steps.length];
}

function emitRepeat({ item, min, max }: PatternNode & { kind: 'repeat' }, steps: Step[]): void {
  for (let n = 0; n < min; n++) emit(item, steps);
  if (max === Number.POSITIVE_INFINITY) {
    const fork = { op: 'fork' as const, to: [] as readonly number[] };
    const at = steps.push(fork) - 1;
    emit(item, steps);
    steps.push({ op: 'fork', to: [at] });
    fork.to = [at + 1, steps.length];
    return;
  }
  const forks = [];
  for (let n = min; n < max; n++) {
    const fork = { op: 'fork' as const, to: [] as readonly number[] };
    forks.push({ fork, at: steps.push(fork) - 1 });
    emit(item, steps);
  }
  for (const { fork, at } of forks) fork.to = [at + 1, steps.length];
}

/**
 * Whether the pattern is found somewhere in the text (Python's `re.search`). All ways through the pattern are walked at
 * once, so that time grows with text × pattern and never with the number of ways.
 */
export function isMatched(text: string, { steps, automaton }: Pattern, effort: Effort): boolean {
  if (automaton !== undefined) return isAccepted(text, automaton, effort);
  const walk = new Walk(steps, text);
  let current: readonly number[] = [];
  for (let at = 0; ; ) {
    const reached = walk.reach([...current, 0], at);
    if (reached === undefined) return true;
    // What is done for one of them costs as much as a dozen characters looked up.
    effort.spend(12 * (1 + reached.length));
    if (at >= text.length) return false;
    const code = text.codePointAt(at) ?? 0;
    current = reached.filter((index) => takes(steps[index], code)).map((index) => index + 1);
    at += code > 0xff_ff ? 2 : 1;
  }
}

function isAccepted(text: string, automaton: LazyAutomaton, effort: Effort): boolean {
  let state = automaton.start;
  for (let at = 0; ; ) {
    if (state === 'found') return true;
    if (at >= text.length) return false;
    const code = text.codePointAt(at) ?? 0;
    effort.spend(code < 128 && state.next[code] !== undefined ? 1 : 12 * (1 + state.steps.length));
    state = automaton.after(state, code);
    at += code > 0xff_ff ? 2 : 1;
  }
}

function takes(step: Step | undefined, code: number): boolean {
  return step?.op === 'chars' && step.has(code);
}

class Walk {
  readonly #pattern: Steps;
  readonly #text: string;
  /** At which visit each step was last come by. */
  readonly #seen: Uint32Array;
  #visit = 0;

  constructor(pattern: Steps, text: string) {
    this.#pattern = pattern;
    this.#text = text;
    this.#seen = new Uint32Array(pattern.length);
  }

  /** The steps that take a character next; `undefined`: the pattern is found. */
  reach(from: readonly number[], at: number): readonly number[] | undefined {
    this.#visit += 1;
    const open = [...from];
    const reached: number[] = [];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const step = this.#pattern[index];
      if (step === undefined || this.#seen[index] === this.#visit) continue;
      this.#seen[index] = this.#visit;
      if (step.op === 'found') return undefined;
      if (step.op === 'chars') reached.push(index);
      else if (step.op === 'fork') open.push(...step.to);
      else if (isAt(step.where, this.#text, at)) open.push(index + 1);
    }
    return reached;
  }
}

function isAt(where: Place, text: string, at: number): boolean {
  switch (where) {
    case 'start':
      return at === 0;
    case 'veryEnd':
      return at === text.length;
    case 'end':
      return at === text.length || (at === text.length - 1 && text[at] === '\n');
    case 'lineStart':
      return at === 0 || text[at - 1] === '\n';
    case 'lineEnd':
      return at === text.length || text[at] === '\n';
    case 'word':
      return isWordBefore(text, at) !== isWordAfter(text, at);
    case 'notWord':
      return isWordBefore(text, at) === isWordAfter(text, at);
    default:
      return assertNever(where);
  }
}

function isWordBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const isPair = at > 1 && (text.codePointAt(at - 2) ?? 0) > 0xff_ff;
  return isWordCode(text.codePointAt(isPair ? at - 2 : at - 1) ?? 0);
}

function isWordAfter(text: string, at: number): boolean {
  return at < text.length && isWordCode(text.codePointAt(at) ?? 0);
}

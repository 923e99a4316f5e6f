/**
 * A way to write down that something will be a span. Another SDK's is one more row in a file of this folder; a
 * new file goes into `all.ts`.
 */
export interface Form {
  /** The last part of the callee's dotted path (`trace`), or its last two (`LLMObs.task`). */
  readonly callee: string;
  /**
   * The packages that have it, in any of their modules and by whatever name it was imported. Absent: it is a method
   * of any object (`client.start_span`).
   */
  readonly packages?: readonly string[];
  /** Absent: both. */
  readonly use?: 'decorator' | 'call';
  /**
   * - `function`: spans are the calls of a function, which is decorated or given to it.
   * - `block`: the call itself starts a span; as a decorator it starts one for each call of the function.
   * - `registration`: a function is told to a framework, which makes a span of each of its calls.
   * - `object`: what the call creates makes spans when it is used (an agent, a tool with its own code inside).
   * - `subclass`: the callee is a class, whose subclasses make them; the name is an attribute.
   */
  readonly makes: 'function' | 'block' | 'registration' | 'object' | 'subclass';
  /**
   * Where the name is given, the first that is there: a keyword (`name`), a position (`0`), an entry of either
   * (`config.run_name`), or `=` for the variable or key that the result goes to. Default: `name`.
   */
  readonly name?: readonly string[];
  /** Where the function is given, likewise. Default: `0`, then `func`. */
  readonly function?: readonly string[];
  /** The name of a block or object that is given none; absent: it makes no span then. */
  readonly defaultName?: string;
  /**
   * What the spans are called, the usual one first: `{name}` is the given name, else the function's own; `{qualified}` the
   * given name, else `Class.method`; `{}` is anything. Default: `{name}`.
   */
  readonly spanNames?: readonly string[];
  /** The name is a template: its braces are filled in while the program runs. */
  readonly template?: true;
}

/** The forms of one SDK or one way of work. */
export interface Family {
  readonly forms: readonly Form[];
}

export type Language = 'python' | 'javascript';

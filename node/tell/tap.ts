import type { Place } from '../between/messages.ts';
import { report } from '../between/report.ts';
import type { Method, Places } from './places.ts';
import { isSampledOut } from './sampler.ts';
import { changeOf, isSdkSpan, type SdkSpan } from './sdkSpan.ts';

/** Hears of spans in the thread that makes them, in the middle of the program: quick, and never throws to the SDK. */
export interface SpanListener {
  /** A tracer is there: spans may follow. */
  expected(): void;
  /** `call`: the user's line on which it begins. */
  started(span: SdkSpan, call: Place | undefined): void;
  /** A span was asked for that does not record. */
  sampledOut(tracer: unknown): void;
  knows(span: object): boolean;
  changed(span: SdkSpan, method: string, given: readonly unknown[]): void;
  ended(span: SdkSpan): void;
}

/**
 * Wraps `getTracer` of a provider's class, of what it gives `startSpan`, and of what that gives the methods that change a span: the
 * SDK exports neither tracer nor span. No span processor is added: providers are exchanged, and take no new one in 2.x.
 */
export class Tap {
  readonly #listener: SpanListener;
  readonly #places: Places;
  readonly #tapped = new WeakSet<object>();
  /** `setAttributes` calls `setAttribute` for each: one change. */
  #inside = false;

  constructor(listener: SpanListener, places: Places) {
    this.#listener = listener;
    this.#places = places;
  }

  /** A provider, or the prototype of its class. */
  tapProvider(provider: object): void {
    this.#wrap(provider, 'getTracer', (real) => {
      const tapTracer = (tracer: unknown): void => {
        this.#listener.expected();
        this.#tapTracer(tracer);
      };
      return function getTracer(...given) {
        const tracer = real.apply(this, given);
        quietly(() => tapTracer(tracer));
        return tracer;
      };
    });
  }

  #tapTracer(tracer: unknown): void {
    if (typeof tracer !== 'object' || tracer === null) return;
    this.#wrap(tracer, 'startSpan', (real) => {
      const listener = this.#listener;
      const places = this.#places;
      const isNew = (span: unknown): span is SdkSpan => this.#isNew(span);
      return function startSpan(...given) {
        const span = real.apply(this, given);
        try {
          if (isSampledOut(span)) listener.sampledOut(this);
          else if (isNew(span)) {
            const captured = places.open();
            let stack: unknown;
            try {
              Error.captureStackTrace(captured, startSpan);
              stack = captured.stack;
            } finally {
              places.close();
            }
            listener.started(span, places.find(stack, startSpan));
          }
        } catch (error) {
          report(error);
        }
        return span;
      };
    });
  }

  #isNew(span: unknown): span is SdkSpan {
    if (!isSdkSpan(span) || !span.isRecording() || this.#listener.knows(span)) return false;
    const prototype = Object.getPrototypeOf(span) as object;
    if (!this.#tapped.has(prototype)) {
      this.#tapped.add(prototype);
      for (const name of Object.keys(changeOf)) this.#tapChange(prototype, name);
      this.#tapEnd(prototype);
    }
    return true;
  }

  #tapChange(prototype: object, name: string): void {
    this.#wrap(prototype, name, (real) => {
      const tap = this;
      return function changed(...given) {
        if (tap.#inside || !tap.#listener.knows(this as object)) return real.apply(this, given);
        tap.#inside = true;
        try {
          return real.apply(this, given);
        } finally {
          tap.#inside = false;
          quietly(() => tap.#listener.changed(this as SdkSpan, name, given));
        }
      };
    });
  }

  #tapEnd(prototype: object): void {
    this.#wrap(prototype, 'end', (real) => {
      const listener = this.#listener;
      return function end(...given) {
        try {
          return real.apply(this, given);
        } finally {
          quietly(() => listener.ended(this as SdkSpan));
        }
      };
    });
  }

  /** Where the method is: on the object itself or up its prototypes. */
  #wrap(object: object, name: string, wrapper: (real: Method) => Method): void {
    let owner: object | null = object;
    while (owner !== null && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
    const descriptor = owner === null ? undefined : Object.getOwnPropertyDescriptor(owner, name);
    const real: unknown = descriptor?.value;
    if (owner === null || typeof real !== 'function' || this.#tapped.has(real)) return;
    const wrapped = wrapper(real as Method);
    this.#tapped.add(wrapped);
    Object.defineProperty(wrapped, 'name', { value: name, configurable: true });
    Object.defineProperty(owner, name, { ...descriptor, value: wrapped });
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    report(error);
  }
}

import { agents } from './agents.ts';
import type { Family, Form, Language } from './form.ts';
import { javaScriptSdks, otelJavaScript, vercelAi } from './javascript.ts';
import { langchain } from './langchain.ts';
import { langfuse } from './langfuse.ts';
import { langsmith } from './langsmith.ts';
import { logfire } from './logfire.ts';
import { mlflow } from './mlflow.ts';
import { openinference } from './openinference.ts';
import { opentelemetry } from './opentelemetry.ts';
import { traceloop } from './traceloop.ts';
import { weave } from './weave.ts';

const families: Readonly<Record<Language, readonly Family[]>> = {
  python: [
    mlflow,
    opentelemetry,
    openinference,
    langfuse,
    langsmith,
    weave,
    traceloop,
    logfire,
    langchain,
    agents,
  ],
  javascript: [vercelAi, otelJavaScript, javaScriptSdks],
};

export type Use = 'decorator' | 'call' | 'base';

/** The forms of all families in one language, found by the path of a callee. */
export interface Forms {
  /** `path`: dotted, its first name resolved by the file's imports. `isMethod`: it may be one of an object. */
  of(path: string, use: Use, isMethod: boolean): Form | undefined;
  /** Cheap: false only where the text has none of the forms. */
  mayBeIn(text: string): boolean;
}

export function formsOf(language: Language): Forms {
  const forms = families[language].flatMap((family) => family.forms);
  const byName = new Map<string, readonly Form[]>();
  for (const form of forms) {
    const name = lastOf(form.callee);
    byName.set(name, [...(byName.get(name) ?? []), form]);
  }
  const marks = markers(forms);
  return {
    of(path, use, isMethod) {
      const fitting = (byName.get(lastOf(path)) ?? []).filter(
        ({ callee, use: only = use, makes }) =>
          only === use && (makes === 'subclass') === (use === 'base') && `.${path}`.endsWith(`.${callee}`),
      );
      // A form of a package knows more than one of any object.
      const own = fitting.find(({ packages }) => packages?.some((name) => isIn(path, name)));
      return own ?? (isMethod ? fitting.find(({ packages }) => !packages) : undefined);
    },
    mayBeIn: (text) => marks.test(text),
  };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** `langfuse.decorators.observe` is in `langfuse`; a package in JavaScript may be `@langfuse/tracing`. */
function isIn(path: string, name: string): boolean {
  return path.startsWith(name) && /^[./]/.test(path.slice(name.length));
}

function markers(forms: readonly Form[]): RegExp {
  const packages = new Set(forms.flatMap((form) => form.packages ?? []));
  const methods = new Set(forms.flatMap(({ callee, packages }) => (packages ? [] : [callee])));
  return new RegExp(`(?<![\\w])(?:${[...packages].join('|')})\\b|\\.\\s*(?:${[...methods].join('|')})\\b`);
}

import type { Family, Form } from './form.ts';

const packages = ['logfire'];
const name = ['_span_name', '0', 'msg_template'];

const message = (callee: string): Form => ({ callee, packages, makes: 'block', name, template: true });

/** Logfire names a span by its message; the template's braces are filled in. Its log lines are spans as well. */
export const logfire: Family = {
  forms: [
    {
      callee: 'instrument',
      packages,
      makes: 'function',
      name: ['span_name', '0', 'msg_template'],
      template: true,
      spanNames: ['{name}', 'Calling {}{qualified}'],
      function: ['func'],
    },
    ...['span', 'trace', 'debug', 'info', 'notice', 'warn', 'warning', 'error', 'fatal', 'exception'].map(
      message,
    ),
  ],
};

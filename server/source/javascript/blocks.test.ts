import { expect, it } from 'vitest';
import { blockAt, functionsNamed, statementOn } from './blocks.ts';

const text = `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('app');

export async function plan(city: string): Promise<string> {
  return tracer.startActiveSpan('plan', async (span) => {
    const found = [city].map((one) => one.trim());
    return found.join();
  });
}

export const judge = async (plan: string) => {
  return tracer.startSpan('judge');
};

class Agent {
  run(question: string) {
    return tracer.startSpan('run');
  }
  ask = () => tracer.startSpan('ask');
}

const tools = {
  weather: tool({
    execute: async ({ city }) => tracer.startSpan(city),
  }),
};

app.get('/', async () => {
  tracer.startSpan('get');
});
`;

it.each([
  [5, 'plan', 4, 9],
  [6, 'plan', 4, 9],
  [12, 'judge', 11, 13],
  [17, 'Agent.run', 16, 18],
  [19, 'Agent.ask', 19, 19],
  [24, 'execute', 24, 24],
  [29, undefined, 28, 30],
  [2, undefined, 2, 2],
])('finds the function or statement around line %i: %s', (line, name, first, last) => {
  expect(blockAt('/a.ts', text, line)).toEqual({ ...(name && { name }), range: { first, last } });
});

it('finds none on an empty line, or where no line is', () => {
  expect([blockAt('/a.ts', text, 3), blockAt('/a.ts', text, 400)]).toEqual([undefined, undefined]);
});

it('finds functions by their names, and statements by their lines', () => {
  expect(functionsNamed('/a.ts', text, 'Agent.run')).toEqual([{ first: 16, last: 18 }]);
  expect(functionsNamed('/a.ts', text, 'run')).toEqual([]);
  expect(statementOn('/a.ts', text, 28)).toEqual({ first: 28, last: 30 });
  expect(statementOn('/a.ts', text, 29)).toBeUndefined();
});

it('reads past errors', () => {
  const broken = `function early( {\n\nfunction late() {\n  return 1;\n}\n`;
  expect(functionsNamed('/a.js', broken, 'late')).toEqual([{ first: 3, last: 5 }]);
});

import type { Family, Form } from './form.ts';

const packages = ['langchain', 'langchain_core', 'langchain_community'];
const graph = ['langgraph'];

/** A run is named by its config: `chain.invoke(x, config={"run_name": "answer"})`. */
const run = (callee: string): Form => ({
  callee,
  use: 'call',
  makes: 'block',
  name: ['config.run_name', '1.run_name'],
});

/** LangChain's tools and named runs, LangGraph's nodes, tasks and entry points. */
export const langchain: Family = {
  forms: [
    { callee: 'tool', packages, makes: 'function', name: ['0', 'name_or_callable'], function: ['1', '0'] },
    { callee: 'chain', packages, use: 'decorator', makes: 'function' },
    {
      callee: 'Tool',
      packages,
      makes: 'registration',
      name: ['name', '0'],
      function: ['func', 'coroutine', '1'],
    },
    {
      callee: 'from_function',
      packages,
      makes: 'registration',
      name: ['name', '1'],
      function: ['func', 'coroutine', '0'],
    },
    { callee: 'RunnableLambda', packages, makes: 'registration', function: ['0', 'func', 'afunc'] },
    {
      callee: 'with_config',
      use: 'call',
      makes: 'block',
      name: ['run_name', 'config.run_name', '0.run_name'],
    },
    ...['invoke', 'ainvoke', 'stream', 'astream', 'batch', 'abatch'].map(run),
    {
      callee: 'add_node',
      use: 'call',
      makes: 'registration',
      name: ['0', 'node'],
      function: ['1', 'action', '0'],
    },
    { callee: 'task', packages: graph, makes: 'function' },
    { callee: 'entrypoint', packages: graph, use: 'decorator', makes: 'function', name: [] },
  ],
};

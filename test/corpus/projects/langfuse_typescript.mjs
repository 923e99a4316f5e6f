import { observe, startActiveObservation, startObservation } from '@langfuse/tracing';

const fetchData = observe(async (source) => ({ source }), { name: 'fetch-data', asType: 'tool' });  //~ fetch-data

await startActiveObservation('user-request', async (span) => {  //~ user-request
  const generation = startObservation('llm-call', { model: 'gpt-4o' }, { asType: 'generation' });  //~ llm-call
  generation.end();
  span.update({ output: await fetchData('db') });
});

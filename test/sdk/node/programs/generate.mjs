// The Vercel AI SDK with a model that answers by itself, and nothing that exports. Runs until it is killed.

import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { generateText } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';

new NodeTracerProvider().register();

const model = new MockLanguageModelV3({
  modelId: 'mock-1',
  doGenerate: async () => ({
    content: [{ type: 'text', text: 'It is sunny.' }],
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: 12, noCache: 12, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 4, text: 4, reasoning: undefined },
    },
    warnings: [],
  }),
});

async function answer(prompt) {
  const { text } = await generateText({ model, prompt, experimental_telemetry: { isEnabled: true } });
  return text;
}

await answer('How is the weather?');
setInterval(() => undefined, 1000);

import { openai } from '@ai-sdk/openai';
import { convertToModelMessages, generateText, stepCountIs, streamText, tool, type UIMessage } from 'ai';
import { z } from 'zod';
import { weatherTool, searchDocs } from '../lib/tools';

export const maxDuration = 30;

export async function POST(req: Request): Promise<Response> {
  const { messages }: { messages: UIMessage[] } = await req.json();
  const result = streamText({  //~ ai.streamText {"attributes": {"ai.telemetry.functionId": "chat-route"}} || ai.streamText.doStream {"kind": "CHAT_MODEL", "attributes": {"ai.telemetry.functionId": "chat-route"}}
    model: openai('gpt-4o'),
    messages: convertToModelMessages(messages),
    stopWhen: stepCountIs(5),
    tools: {
      weather: weatherTool,  //~ also weather
      searchDocs,
      roll_dice: tool({  //~ ai.toolCall {"kind": "TOOL", "attributes": {"ai.toolCall.name": "roll_dice"}}
        description: 'Rolls a die',
        inputSchema: z.object({ sides: z.number() }),
        execute: async ({ sides }) => Math.ceil(Math.random() * sides),
      }),
    },
    experimental_telemetry: { isEnabled: true, functionId: 'chat-route', metadata: { a: 1 } },
  });
  return result.toUIMessageStreamResponse();
}

export const title = async (text: string) =>
  generateText({  //~ ai.generateText {"attributes": {"ai.telemetry.functionId": "title"}} || title {"attributes": {"resource.name": "title"}}
    model: openai('gpt-4o-mini'),
    prompt: `A title for ${text}`,
    experimental_telemetry: { isEnabled: true, functionId: 'title' },
  });

export async function untraced(prompt: string) {
  // Version 7 may trace this as well.
  return (await generateText({ model: openai('gpt-4o-mini'), prompt })).text;  //~ also ai.generateText
}

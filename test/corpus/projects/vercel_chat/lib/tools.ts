import { dynamicTool, tool as aiTool } from 'ai';
import { z } from 'zod';

export const weatherTool = aiTool({  //~ ai.toolCall {"kind": "TOOL", "attributes": {"ai.toolCall.name": "weather"}}
  description: 'The weather',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }: { city: string }) => fetchWeather(city),
});

export const searchDocs = aiTool({  //~ execute_tool searchDocs {"kind": "TOOL", "attributes": {"gen_ai.tool.name": "searchDocs"}}
  inputSchema: z.object({ query: z.string() }),
  async execute({ query }) {
    return [query];
  },
});

const custom: Record<string, unknown> = {
  'look-up': dynamicTool({ description: '…', inputSchema: z.any(), execute: async () => 1 }),  //~ ai.toolCall {"kind": "TOOL", "attributes": {"ai.toolCall.name": "look-up"}}
};

async function fetchWeather(city: string): Promise<string> {
  return `sunny in ${city}`;
}

export default custom;

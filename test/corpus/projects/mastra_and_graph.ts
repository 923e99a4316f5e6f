import { tool } from '@langchain/core/tools';
import { StateGraph } from '@langchain/langgraph';
import { createTool } from '@mastra/core/tools';
import { Agent, tool as agentTool } from '@openai/agents';
import { z } from 'zod';

export const stockTool = createTool({  //~ get-stock {"kind": "TOOL", "attributes": {"gen_ai.tool.name": "get-stock"}}
  id: 'get-stock',
  inputSchema: z.object({ symbol: z.string() }),
  execute: async ({ context }) => context.symbol,
});

const add = tool(async ({ a, b }) => a + b, { name: 'add', schema: z.object({}) });  //~ add {"kind": "TOOL"}

const time = agentTool({ name: 'get_time', parameters: z.object({}), execute: async () => '9:04' });  //~ get_time {"kind": "TOOL"}

async function callModel(state: { messages: string[] }) {  //~ agent {"kind": "CHAIN"}
  return state;
}

const triage = new Agent({ name: 'Triage', instructions: '…', tools: [time] });  //~ Triage {"kind": "AGENT"}

const graph = new StateGraph({})
  .addNode('agent', callModel)  //~ also agent
  .addEdge('__start__', 'agent');

export { add, graph, time, triage };

import type { Family, Form } from './form.ts';

/** A decorator that makes a tool of a function, by a name of its own or the function's. */
const toolDecorator = (packages: readonly string[]): Form => ({
  callee: 'tool',
  packages,
  makes: 'function',
  name: ['name', '0'],
  function: [],
});

const agentObject = (callee: string, packages: readonly string[]): Form => ({
  callee,
  packages,
  makes: 'object',
});

/** `class WeatherTool(BaseTool): name = "weather"` */
const toolClass = (callee: string, packages: readonly string[]): Form => ({
  callee,
  packages,
  makes: 'subclass',
});

const nameOnly = { makes: 'function', name: ['name'] } as const;

/** The tools and agents of agent SDKs. A tool's span carries the tool's name beside its own. */
export const agents: Family = {
  forms: [
    // OpenAI Agents: spans for tools, agents and own blocks.
    { callee: 'function_tool', packages: ['agents'], makes: 'function', name: ['name_override'] },
    agentObject('Agent', ['agents', 'pydantic_ai', 'strands', 'agno', 'google', 'crewai']),
    { callee: 'trace', packages: ['agents'], makes: 'block', name: ['0', 'workflow_name'] },
    { callee: 'custom_span', packages: ['agents'], makes: 'block', name: ['0', 'name'] },
    { callee: 'function_span', packages: ['agents'], makes: 'block', name: ['0', 'name'] },
    // pydantic-ai and MCP servers: `@agent.tool`, `@agent.tool_plain`, `@mcp.tool()`.
    { callee: 'tool', use: 'decorator', ...nameOnly, name: ['name', '0'] },
    { callee: 'tool_plain', use: 'decorator', ...nameOnly },
    {
      callee: 'Tool',
      packages: ['pydantic_ai'],
      makes: 'registration',
      name: ['name'],
      function: ['0', 'function'],
    },
    // Frameworks whose decorator is called `tool` as well.
    toolDecorator(['crewai', 'smolagents', 'strands', 'agno', 'autogen', 'haystack', 'claude_agent_sdk']),
    agentObject('LlmAgent', ['google']),
    { ...agentObject('AssistantAgent', ['autogen', 'autogen_agentchat']), name: ['name', '0'] },
    toolClass('BaseTool', ['langchain', 'langchain_core', 'langchain_community', 'crewai', 'google']),
    toolClass('Tool', ['smolagents']),
    // LlamaIndex.
    {
      callee: 'from_defaults',
      packages: ['llama_index'],
      makes: 'registration',
      function: ['0', 'fn', 'async_fn'],
    },
    {
      callee: 'step',
      packages: ['llama_index'],
      makes: 'function',
      name: [],
      spanNames: ['{qualified}', '{name}'],
    },
    // Semantic Kernel.
    { callee: 'kernel_function', packages: ['semantic_kernel'], makes: 'function' },
  ],
};

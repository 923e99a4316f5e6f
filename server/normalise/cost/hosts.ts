import type { Vendor } from './listPrices.ts';

const bedrock = ['bedrock', 'awsbedrock', 'amazonbedrock', 'bedrockconverse', 'aws'] as const;
const vertex = ['vertexai', 'gcpvertexai', 'googlevertexai', 'vertexaibeta'] as const;
const azure = ['azure', 'azureai', 'azureopenai', 'azureaiopenai', 'azaiopenai', 'azureaiinference'] as const;

/**
 * Who sells a vendor's models at the list price, as SDKs call them: LangChain's `ls_provider`, OpenInference's `llm.system`,
 * OpenTelemetry's `gen_ai.provider.name`, the prefixes of LiteLLM and of MLflow's model URIs. Only letters and digits.
 */
const hostsOf: Readonly<Record<Vendor, readonly string[]>> = {
  openai: ['openai', 'openaichat', 'openairesponses', ...azure],
  anthropic: ['anthropic', 'anthropicmessages', 'vertexaianthropic', ...bedrock, ...vertex],
  google: ['google', 'googleai', 'gemini', 'googlegenai', 'gcpgemini', 'gcpgenai', 'models', ...vertex],
  mistral: ['mistral', 'mistralai'],
  deepseek: ['deepseek'],
  xai: ['xai'],
  cohere: ['cohere', 'coherechat'],
  amazon: ['amazon', 'amazonnova', ...bedrock],
  meta: [...bedrock],
  groq: ['groq'],
};

const ollama: ReadonlySet<string> = new Set(['ollama', 'ollamachat']);
const known: ReadonlySet<string> = new Set([...Object.values(hostsOf).flat(), ...ollama]);

/** `azure.ai.openai` → `azureaiopenai`, `x_ai` → `xai` */
export function hostName(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

export function isKnownHost(host: string): boolean {
  return known.has(host);
}

/** Runs on the user's own machine: nobody is paid. */
export function isOllama(host: string): boolean {
  return ollama.has(host);
}

export function sells(host: string, vendor: Vendor): boolean {
  return hostsOf[vendor].includes(host);
}

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  /** Reasoning is part of it. */
  readonly output: number;
  /** Where absent, as `input`; so is `cacheWrite`. */
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
}

export interface ListPrice extends Price {
  /** A call with more input tokens has another price, which is not listed here. */
  readonly upTo?: number;
  /** One tenth dearer where Bedrock keeps it within one part of the world (`us.`, `eu.` …). */
  readonly premium?: true;
  /** Others sell it by the same bare name at prices of their own: only where the span says whose it is. */
  readonly hostSaid?: true;
}

export type Vendor = keyof typeof listPrices;

/**
 * Public list prices of standard calls (no batch, no priority) by model name without date. Open models
 * that every host prices anew are here only by the names of one host. `priceListDate` says as of when.
 *
 * Sources, compared with each other: the model catalog of MLflow 3.17.2 and the price list of LiteLLM 1.109.1, both of
 * which cite the vendors' price pages; models that the latter no longer lists (retired ones) stand as in the former.
 */
export const listPrices = {
  openai: {
    'gpt-3.5-turbo': { input: 0.5, output: 1.5 },
    'gpt-3.5-turbo-0125': { input: 0.5, output: 1.5 },
    'gpt-3.5-turbo-1106': { input: 1, output: 2 },
    'gpt-4': { input: 30, output: 60 },
    'gpt-4-0613': { input: 30, output: 60 },
    'gpt-4-turbo': { input: 10, output: 30 },
    'gpt-4.1': { input: 2, output: 8, cachedInput: 0.5 },
    'gpt-4.1-mini': { input: 0.4, output: 1.6, cachedInput: 0.1 },
    'gpt-4.1-nano': { input: 0.1, output: 0.4, cachedInput: 0.025 },
    'gpt-4o': { input: 2.5, output: 10, cachedInput: 1.25 },
    'gpt-4o-2024-05-13': { input: 5, output: 15 },
    'gpt-4o-mini': { input: 0.15, output: 0.6, cachedInput: 0.075 },
    'chatgpt-4o-latest': { input: 5, output: 15 },
    o1: { input: 15, output: 60, cachedInput: 7.5 },
    'o1-pro': { input: 150, output: 600 },
    o3: { input: 2, output: 8, cachedInput: 0.5 },
    'o3-pro': { input: 20, output: 80 },
    'o3-mini': { input: 1.1, output: 4.4, cachedInput: 0.55 },
    'o4-mini': { input: 1.1, output: 4.4, cachedInput: 0.275 },
    'gpt-5': { input: 1.25, output: 10, cachedInput: 0.125 },
    'gpt-5-chat-latest': { input: 1.25, output: 10, cachedInput: 0.125 },
    'gpt-5-codex': { input: 1.25, output: 10, cachedInput: 0.125 },
    'gpt-5-mini': { input: 0.25, output: 2, cachedInput: 0.025 },
    'gpt-5-nano': { input: 0.05, output: 0.4, cachedInput: 0.005 },
    'gpt-5-pro': { input: 15, output: 120 },
    'gpt-5.1': { input: 1.25, output: 10, cachedInput: 0.125 },
    'gpt-5.1-chat-latest': { input: 1.25, output: 10, cachedInput: 0.125 },
    'gpt-5.1-codex': { input: 1.25, output: 10, cachedInput: 0.125 },
    'gpt-5.1-codex-mini': { input: 0.25, output: 2, cachedInput: 0.025 },
    'gpt-5.2': { input: 1.75, output: 14, cachedInput: 0.175 },
    'gpt-5.2-chat-latest': { input: 1.75, output: 14, cachedInput: 0.175 },
    'gpt-5.2-pro': { input: 21, output: 168 },
    'gpt-5.4': { input: 2.5, output: 15, cachedInput: 0.25, upTo: 272_000 },
    'gpt-5.4-mini': { input: 0.75, output: 4.5, cachedInput: 0.075 },
    'gpt-5.4-nano': { input: 0.2, output: 1.25, cachedInput: 0.02 },
    'gpt-5.5': { input: 5, output: 30, cachedInput: 0.5, upTo: 272_000 },
    'gpt-5.6': { input: 4, output: 20, cachedInput: 0.4, cacheWrite: 5, upTo: 272_000 },
    'gpt-5.6-sol': { input: 4, output: 20, cachedInput: 0.4, cacheWrite: 5, upTo: 272_000 },
    'gpt-5.6-terra': { input: 2, output: 12, cachedInput: 0.2, cacheWrite: 2.5, upTo: 272_000 },
    'gpt-5.6-luna': { input: 0.2, output: 1.2, cachedInput: 0.02, cacheWrite: 0.25, upTo: 272_000 },
    'gpt-6-astra': { input: 10, output: 50, cachedInput: 1, cacheWrite: 12.5, upTo: 272_000 },
    'gpt-6-sol': { input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5, upTo: 272_000 },
    'gpt-6-luna': { input: 0.1, output: 0.5, cachedInput: 0.01, cacheWrite: 0.125, upTo: 272_000 },
    'gpt-6.1-sol': { input: 2, output: 10, cachedInput: 0.1, cacheWrite: 2.5, upTo: 272_000 },
    'text-embedding-3-small': { input: 0.02, output: 0 },
    'text-embedding-3-large': { input: 0.13, output: 0 },
    'text-embedding-ada-002': { input: 0.1, output: 0 },
  },
  anthropic: {
    'claude-3-haiku': { input: 0.25, output: 1.25, cachedInput: 0.03, cacheWrite: 0.3 },
    'claude-3-opus': { input: 15, output: 75, cachedInput: 1.5, cacheWrite: 18.75 },
    'claude-3-5-haiku': { input: 0.8, output: 4, cachedInput: 0.08, cacheWrite: 1 },
    'claude-3-5-sonnet': { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 },
    'claude-3-7-sonnet': { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 },
    'claude-sonnet-4': { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75, upTo: 200_000 },
    'claude-opus-4': { input: 15, output: 75, cachedInput: 1.5, cacheWrite: 18.75 },
    'claude-opus-4-1': { input: 15, output: 75, cachedInput: 1.5, cacheWrite: 18.75 },
    'claude-haiku-4-5': { input: 1, output: 5, cachedInput: 0.1, cacheWrite: 1.25, premium: true },
    'claude-sonnet-4-5': {
      input: 3,
      output: 15,
      cachedInput: 0.3,
      cacheWrite: 3.75,
      upTo: 200_000,
      premium: true,
    },
    'claude-opus-4-5': { input: 5, output: 25, cachedInput: 0.5, cacheWrite: 6.25, premium: true },
    'claude-opus-4-6': { input: 5, output: 25, cachedInput: 0.5, cacheWrite: 6.25, premium: true },
    'claude-sonnet-4-6': { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75, premium: true },
    'claude-opus-4-7': { input: 5, output: 25, cachedInput: 0.5, cacheWrite: 6.25, premium: true },
    'claude-opus-4-8': { input: 5, output: 25, cachedInput: 0.5, cacheWrite: 6.25, premium: true },
    'claude-sonnet-5': { input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5, premium: true },
    'claude-opus-5': { input: 5, output: 25, cachedInput: 0.5, cacheWrite: 6.25, premium: true },
    'claude-opus-5-5': { input: 4, output: 20, cachedInput: 0.2, cacheWrite: 5, premium: true },
    'claude-fable-5': { input: 10, output: 50, cachedInput: 1, cacheWrite: 12.5, premium: true },
  },
  google: {
    'gemini-2.0-flash': { input: 0.1, output: 0.4, cachedInput: 0.025 },
    'gemini-2.0-flash-lite': { input: 0.075, output: 0.3, cachedInput: 0.01875 },
    'gemini-2.5-pro': { input: 1.25, output: 10, cachedInput: 0.125, upTo: 200_000 },
    'gemini-2.5-flash': { input: 0.3, output: 2.5, cachedInput: 0.03 },
    'gemini-2.5-flash-lite': { input: 0.1, output: 0.4, cachedInput: 0.01 },
    'gemini-3-pro-preview': { input: 2, output: 12, cachedInput: 0.2, upTo: 200_000 },
    'gemini-3-flash-preview': { input: 0.5, output: 3, cachedInput: 0.05 },
    'gemini-3.1-pro-preview': { input: 2, output: 12, cachedInput: 0.2, upTo: 200_000 },
    'gemini-3.1-flash-lite': { input: 0.25, output: 1.5, cachedInput: 0.025 },
    'gemini-3.5-flash': { input: 1.5, output: 9, cachedInput: 0.15 },
    'gemini-3.5-flash-lite': { input: 0.3, output: 2.5, cachedInput: 0.03 },
    'gemini-3.6-flash': { input: 0.75, output: 3.75, cachedInput: 0.075 },
    'gemini-3.7-flash': { input: 0.75, output: 3.75, cachedInput: 0.075 },
    'gemini-3.8-flash': { input: 0.75, output: 3.75, cachedInput: 0.075 },
    'gemini-embedding-001': { input: 0.15, output: 0 },
  },
  mistral: {
    'mistral-large-latest': { input: 0.5, output: 1.5, cachedInput: 0.05 },
    'mistral-large-2411': { input: 2, output: 6 },
    'mistral-large-2512': { input: 0.5, output: 1.5, cachedInput: 0.05 },
    'mistral-medium-latest': { input: 1.5, output: 7.5, cachedInput: 0.15 },
    'mistral-medium-2508': { input: 0.4, output: 2 },
    'mistral-small-latest': { input: 0.15, output: 0.6, cachedInput: 0.015 },
    'ministral-8b-latest': { input: 0.15, output: 0.15, cachedInput: 0.015 },
    'ministral-3b-latest': { input: 0.1, output: 0.1, cachedInput: 0.01 },
    'codestral-latest': { input: 0.3, output: 0.9, cachedInput: 0.03 },
    'codestral-2508': { input: 0.3, output: 0.9, cachedInput: 0.03 },
    'devstral-latest': { input: 0.4, output: 2, cachedInput: 0.04 },
    'magistral-medium-latest': { input: 1.5, output: 7.5, cachedInput: 0.15 },
    'mistral-embed': { input: 0.1, output: 0 },
  },
  deepseek: {
    'deepseek-chat': { input: 0.28, output: 0.42, cachedInput: 0.028 },
    'deepseek-reasoner': { input: 0.28, output: 0.42, cachedInput: 0.028 },
    'deepseek-v4-pro': { input: 1.32, output: 3.96, cachedInput: 0.044, hostSaid: true },
    'deepseek-v4-flash': { input: 0.3, output: 1.2, cachedInput: 0.006, hostSaid: true },
  },
  xai: {
    'grok-3': { input: 3, output: 15, cachedInput: 0.75 },
    'grok-3-mini': { input: 0.3, output: 0.5, cachedInput: 0.075 },
    'grok-4': { input: 3, output: 15, upTo: 128_000 },
    'grok-4-0709': { input: 3, output: 15, upTo: 128_000 },
    'grok-4-fast-reasoning': { input: 0.2, output: 0.5, cachedInput: 0.05, upTo: 128_000 },
    'grok-4-1-fast-reasoning': { input: 0.2, output: 0.5, cachedInput: 0.05, upTo: 128_000 },
    'grok-4.3': { input: 1.25, output: 2.5, cachedInput: 0.2, upTo: 200_000 },
    'grok-4.5': { input: 2, output: 6, cachedInput: 0.3, upTo: 200_000 },
    'grok-code-fast-1': { input: 1, output: 2, cachedInput: 0.2, upTo: 200_000 },
  },
  cohere: {
    'command-a-03-2025': { input: 2.5, output: 10 },
    'command-r-08-2024': { input: 0.15, output: 0.6 },
    'command-r-plus-08-2024': { input: 2.5, output: 10 },
    'command-r7b-12-2024': { input: 0.0375, output: 0.15 },
    'embed-english-v3.0': { input: 0.1, output: 0 },
    'embed-v4.0': { input: 0.12, output: 0 },
  },
  amazon: {
    'nova-micro': { input: 0.035, output: 0.14, cachedInput: 0.00875 },
    'nova-lite': { input: 0.06, output: 0.24, cachedInput: 0.015 },
    'nova-pro': { input: 0.8, output: 3.2, cachedInput: 0.2 },
    'nova-premier': { input: 2.5, output: 12.5, cachedInput: 0.625 },
    'nova-2-lite': { input: 0.3, output: 2.5, cachedInput: 0.075, premium: true },
  },
  meta: {
    'llama3-1-8b-instruct': { input: 0.22, output: 0.22 },
    'llama3-1-70b-instruct': { input: 0.72, output: 0.72 },
    'llama3-3-70b-instruct': { input: 0.72, output: 0.72 },
    'llama4-scout-17b-instruct': { input: 0.17, output: 0.66 },
    'llama4-maverick-17b-instruct': { input: 0.24, output: 0.97 },
  },
  groq: {
    'llama-3.1-8b-instant': { input: 0.05, output: 0.08 },
    'llama-3.3-70b-versatile': { input: 0.59, output: 0.79 },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ListPrice>>>>;

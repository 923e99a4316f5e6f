import { knownKinds, type SpanKind } from '../../protocol/model/span.ts';

const known: ReadonlySet<string> = new Set(knownKinds);

/** `gen_ai.operation.name` → kind (OTel GenAI conventions; the second group is what SDKs add to them). */
const operations: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['chat', 'CHAT_MODEL'],
  ['generate_content', 'CHAT_MODEL'],
  ['text_completion', 'LLM'],
  ['embeddings', 'EMBEDDING'],
  ['retrieval', 'RETRIEVER'],
  ['execute_tool', 'TOOL'],
  ['invoke_agent', 'AGENT'],
  ['create_agent', 'AGENT'],
  ['invoke_workflow', 'WORKFLOW'],
  ['plan', 'TASK'],
  ['create_memory_store', 'MEMORY'],
  ['search_memory', 'MEMORY'],
  ['update_memory', 'MEMORY'],
  ['upsert_memory', 'MEMORY'],
  ['delete_memory', 'MEMORY'],

  ['agent_step', 'CHAIN'], // Vercel AI 7
  ['execute_event_loop_cycle', 'CHAIN'], // Strands
  ['rerank', 'RERANKER'],
]);

/** A known kind in any case, else the SDK's own word as given. */
export function kindFromWord(word: string): SpanKind {
  const upper = word.toUpperCase();
  return known.has(upper) ? upper : word;
}

export function kindFromOperation(operation: string): SpanKind {
  return operations.get(operation.toLowerCase()) ?? kindFromWord(operation);
}

/** A call of a language model. */
export function isModelKind(kind: SpanKind | undefined): boolean {
  return kind === 'CHAT_MODEL' || kind === 'LLM';
}

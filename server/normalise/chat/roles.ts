import type { ChatRole } from '../../../protocol/model/chat.ts';

const roles: ReadonlyMap<string, ChatRole> = new Map<string, ChatRole>([
  ['system', 'system'],
  ['developer', 'developer'],
  ['user', 'user'],
  ['human', 'user'], // LangChain
  ['HumanMessage', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'], // LangChain
  ['AIMessage', 'assistant'],
  ['AIMessageChunk', 'assistant'],
  ['SystemMessage', 'system'],
  ['model', 'assistant'], // Gemini
  ['tool', 'tool'],
  ['ToolMessage', 'tool'],
  ['function', 'tool'], // OpenAI before tools
  ['FunctionMessage', 'tool'],
  ['ipython', 'tool'], // Llama
]);

/** `undefined` for a word that is no role. */
export function roleFrom(word: string | undefined): ChatRole | undefined {
  return word === undefined ? undefined : roles.get(word);
}

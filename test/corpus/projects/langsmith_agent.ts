import { traceable } from 'langsmith/traceable';
import { wrapOpenAI } from 'langsmith/wrappers';
import OpenAI from 'openai';

const client = wrapOpenAI(new OpenAI());

export const retrieve = traceable(  //~ retrieve {"kind": "RETRIEVER"}
  async (query: string): Promise<string[]> => [query],
  { run_type: 'retriever' },
);

const rag = traceable(async function pipeline(question: string) {  //~ RAG pipeline {"kind": "CHAIN"}
  const documents = await retrieve(question);
  return client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: documents.join() }] });
}, { name: 'RAG pipeline' });

async function grade(answer: string) {
  return answer.length;
}

export const tracedGrade = traceable(grade, { name: 'grade answer' });  //~ grade answer
export { rag };

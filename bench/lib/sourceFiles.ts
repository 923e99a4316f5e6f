import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const traced = (n: number): string => `
@mlflow.trace(name="step ${n}", span_type="CHAIN")
def step_${n}(question: str, top_k: int = ${n}, *, model="gpt-4o") -> dict:
    """Answers question ${n}: what is asked, then what is known."""
    with mlflow.start_span(f"search_${n}_{model}") as span:
        span.set_inputs({"question": question, "top_k": top_k})
        documents = [retrieve(part, limit=top_k) for part in question.split(",") if part.strip()]
    settings = {"temperature": 0.${n % 10}, "messages": [{"role": "user", "content": question}]}
    reply = client.chat.completions.create(model=model, **settings)
    return {"answer": reply.choices[0].message.content, "documents": documents}
`;

const plain = (n: number): string => `
class Record${n}:
    """One record of kind ${n}, as the store has it."""

    def __init__(self, key, values=None):
        self.key = key
        self.values = dict(values or {}, number=${n})

    def total(self, rates):
        amounts = [value * rates.get(name, 1.0) for name, value in self.values.items()]
        if not amounts:
            raise ValueError(f"nothing in {self.key}")
        return round(sum(amounts), 2)
`;

const typescript = (n: number): string => `
export async function handle${n}(request: { readonly question: string }, limit = ${n}): Promise<string[]> {
  const parts = request.question.split(',').filter((part) => part.trim() !== '');
  return tracer.startActiveSpan(\`handle ${n} \${limit}\`, async (span) => {
    span.setAttribute('parts', parts.length);
    const { text } = await generateText({ model, prompt: parts.join(), experimental_telemetry: { isEnabled: true } });
    span.end();
    return [text];
  });
}
`;

const many = (count: number, one: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => one(n)).join('\n');

const pythonHead =
  'import mlflow\nfrom openai import OpenAI\n\nfrom app.search import retrieve\n\nclient = OpenAI()\n';
const typescriptHead = `import { trace } from '@opentelemetry/api';\nimport { generateText } from 'ai';\n\nconst tracer = trace.getTracer('app');\n`;

/** A Python text of about so many lines that makes spans throughout. */
export function tracedText(lines: number): string {
  return `${pythonHead}${many(Math.ceil(lines / 11), traced)}`;
}

/** Of ten files seven are Python without spans, two Python with spans, one is TypeScript; some 150 lines each. */
export async function writeSourceFiles(folder: string, count: number): Promise<void> {
  const texts = {
    plain: many(11, plain),
    traced: tracedText(150),
    typescript: `${typescriptHead}${many(14, typescript)}`,
  };
  for (let from = 0; from < count; from += 100) {
    const package_ = join(folder, `package_${from / 100}`);
    await mkdir(package_, { recursive: true });
    const numbers = Array.from({ length: Math.min(100, count - from) }, (_, n) => n);
    await Promise.all(
      numbers.map((n) => {
        const kind = n % 10 < 7 ? 'plain' : n % 10 < 9 ? 'traced' : 'typescript';
        const name = kind === 'typescript' ? `module_${n}.ts` : `module_${n}.py`;
        return writeFile(join(package_, name), texts[kind]);
      }),
    );
  }
}

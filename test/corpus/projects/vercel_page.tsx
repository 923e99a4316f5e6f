'use server';
import * as ai from 'ai';
import { generateObject as makeObject, embed } from 'ai';

const telemetry = { isEnabled: true, functionId: 'from-variable' } as const;
const FUNCTION_ID = 'recipe-object';

export default function Page<T extends { name: string }>({ recipe }: { recipe: T }) {
  async function create(form: FormData) {
    'use server';
    const { object } = await makeObject({  //~ ai.generateObject {"attributes": {"ai.telemetry.functionId": "recipe-object"}}
      model: 'openai/gpt-4o',
      experimental_telemetry: { isEnabled: true, functionId: FUNCTION_ID },
    });
    const { embedding } = await embed({ value: form.get('text'), experimental_telemetry: telemetry });  //~ ai.embed {"kind": "EMBEDDING"}
    return [object, embedding];
  }
  const answer = () => ai.streamObject({ experimental_telemetry: { functionId: `page-${recipe.name}` } });  //~ ai.streamObject {"attributes": {"ai.telemetry.functionId": "page-pizza"}}
  return (
    <form action={create}>
      <h1 className="a">{recipe.name}'s tool({'{'} name: 'x' {'}'})</h1>
      <button onClick={() => answer()}>Go</button>
    </form>
  );
}

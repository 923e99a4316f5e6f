import OpenAI from 'openai';

const client = new OpenAI();

function getWeather(city: string, unit = 'celsius') {  //~ get_weather {"kind": "TOOL"}
  return { city, unit };
}

const calculate_tip = ({ bill, percent }: { bill: number; percent: number }) => (bill * percent) / 100;  //~ calculate_tip {"kind": "TOOL", "inputs": {"bill": 1, "percent": 2}}

const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: 'function',
    function: {
      name: 'get_weather',  //~ also get_weather
      parameters: { type: 'object', properties: { name: { type: 'string' } } },
    },
  },
  { type: 'function', function: { name: 'calculate_tip', description: 'A tip', parameters: {} } },  //~ also calculate_tip
];

const implementations: Record<string, (...args: never[]) => unknown> = {
  get_weather: getWeather,  //~ also get_weather
  calculate_tip: calculate_tip,  //~ also calculate_tip
};

export async function run(messages: OpenAI.ChatCompletionMessageParam[]) {
  const reply = await client.chat.completions.create({ model: 'gpt-4o', messages, tools });
  return reply.choices[0]?.message.tool_calls?.map((call) => implementations[call.id]);
}

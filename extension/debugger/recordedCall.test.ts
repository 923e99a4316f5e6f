import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../protocol/base/json.ts';
import type { Callee, ParameterKind } from '../../protocol/messages/debugging.ts';
import { callText, conditionText, recordedCall } from './recordedCall.ts';

/** `tip(bill, /, note, *rest, key, **more)`, each with its stars and what follows a colon. */
function calleeOf(text: string): Callee {
  const [, prefix = '', name = '', list = ''] = /^(async )?([\w.]+)\((.*)\)$/.exec(text) ?? [];
  const kinds: Readonly<Record<string, ParameterKind>> = {
    '*': 'star',
    '**': 'doubleStar',
    '!': 'keyword',
    '/': 'positional',
  };
  const parameters = [...list.matchAll(/([*!/]*)(\w+)/g)].map(([, mark = '', one = '']) => ({
    name: one,
    kind: kinds[mark] ?? 'plain',
  }));
  return { name, parameters, isAsync: prefix !== '' };
}

function written(signature: string, inputs: JsonValue): readonly (string | undefined)[] {
  const callee = calleeOf(signature);
  const call = recordedCall(callee, inputs);
  return call === undefined ? [] : [callText(callee, call), conditionText(callee, call)];
}

describe('recordedCall', () => {
  it.each<[string, JsonValue, string, string]>([
    [
      'tip(bill_amount, tip_percentage)',
      { tip_percentage: 15, bill_amount: 187.32 },
      'tip(bill_amount=187.32, tip_percentage=15)',
      'bill_amount == 187.32 and tip_percentage == 15',
    ],
    ['none()', {}, 'none()', ''],
    [
      'async find(query, filter)',
      { query: 'a\n', filter: { only: null, tags: ['x', true] } },
      "await find(query='a\\n', filter={'only': None, 'tags': ['x', True]})",
      "query == 'a\\n' and filter == {'only': None, 'tags': ['x', True]}",
    ],
    ['Agent.run(self, task)', { task: 'go' }, "self.run(task='go')", "task == 'go'"],
    ['Agent.make(cls, task)', { task: null }, 'Agent.make(task=None)', 'task is None'],
    ['Agent.tool(task)', { task: 1 }, 'Agent.tool(task=1)', 'task == 1'],
    ['f(/a, b)', { a: 1, b: 2 }, 'f(1, b=2)', 'a == 1 and b == 2'],
    [
      'f(a, *rest, !key, **more)',
      { a: 1, rest: [2], key: 3, more: { deep: 4 }, flat: 5 },
      'f(1, 2, key=3, deep=4, flat=5)',
      "a == 1 and key == 3 and rest == (2,) and more.get('deep') == 4 and more.get('flat') == 5",
    ],
    ['f(**more)', { 'a-b': 1 }, "f(**{'a-b': 1})", "more.get('a-b') == 1"],
    ['f(a, b)', { args: [1], kwargs: { b: 2 } }, 'f(a=1, b=2)', 'a == 1 and b == 2'],
    ['Agent.run(self, a)', { args: [1], kwargs: {} }, 'self.run(a=1)', 'a == 1'],
    [
      'f(*args, **kwargs)',
      { args: [1, 2], kwargs: { b: 2 } },
      'f(1, 2, b=2)',
      "args == (1, 2) and kwargs.get('b') == 2",
    ],
    ['f(args)', { args: [1, 2] }, 'f(args=[1, 2])', 'args == [1, 2]'],
    ['f(client, a)', { client: '<app.Client object at 0x7f0a>', a: 1 }, 'f(client=client, a=1)', 'a == 1'],
  ])('writes %s of %j', (signature, inputs, call, condition) => {
    expect(written(signature, inputs)).toEqual([call, condition]);
  });

  it.each<[string, JsonValue]>([
    ['f(a)', 'text'],
    ['f(a)', null],
    ['f(a)', [1]],
    ['f(a)', { b: 1 }],
    ['f(a)', { messages: [], model: 'm' }],
  ])('takes nothing for the arguments of %s that is not: %j', (signature, inputs) => {
    expect(written(signature, inputs)).toEqual([]);
  });

  it('compares no long value', () => {
    expect(written('f(a, b)', { a: 'x'.repeat(200), b: 1 })[1]).toBe('b == 1');
  });
});

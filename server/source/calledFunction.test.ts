import { describe, expect, it } from 'vitest';
import { functionOnLine, nearestFunction } from './calledFunction.ts';

const text = `import mlflow

class Agent:
    @mlflow.trace(
        name="x",
    )
    async def run(self, task, /, mode: str = "a,b", *rest, times=(1, 2), **more) -> int:
        """What it does.

        Over more lines."""
        # And why.
        return 1

def short(x): return x
def only(*, z=1,):
    pass
def run():
    r"""Nothing else."""
`;

describe('functionOnLine', () => {
  it.each([4, 5, 6, 7])('finds the function by its line or a decorator’s: %i', (line) => {
    expect(functionOnLine(text, { line })).toEqual({
      line: 12,
      callee: {
        name: 'Agent.run',
        isAsync: true,
        parameters: [
          { name: 'self', kind: 'positional' },
          { name: 'task', kind: 'positional' },
          { name: 'mode', kind: 'plain' },
          { name: 'rest', kind: 'star' },
          { name: 'times', kind: 'keyword' },
          { name: 'more', kind: 'doubleStar' },
        ],
      },
    });
  });

  it('stops on the line of a body beside its def, and on a docstring that is all there is', () => {
    expect(functionOnLine(text, { line: 14 })).toMatchObject({ line: 14, callee: { name: 'short' } });
    expect(functionOnLine(text, { line: 17 })).toMatchObject({ line: 18, callee: { parameters: [] } });
  });

  it('knows what must be named', () => {
    const { callee } = functionOnLine(text, { line: 15 }) ?? {};
    expect(callee?.parameters).toEqual([{ name: 'z', kind: 'keyword' }]);
    expect(functionOnLine('def f(a,\n  b,\n  ): pass', { line: 1 })?.callee.parameters).toEqual([
      { name: 'a', kind: 'plain' },
      { name: 'b', kind: 'plain' },
    ]);
  });

  it('finds nothing on other lines, or by another name', () => {
    expect(functionOnLine(text, { line: 3 })).toBeUndefined();
    expect(functionOnLine(text, { line: 12 })).toBeUndefined();
    expect(functionOnLine(text, { line: 99 })).toBeUndefined();
    expect(functionOnLine(text, { line: 7, name: 'short' })).toBeUndefined();
    expect(functionOnLine('def (:\n', { line: 1, name: 'f' })).toBeUndefined();
  });

  it('leaves out the function around it, which no caller names', () => {
    const nested = 'def outer():\n  class A:\n    def inner(self): pass\n';
    expect(functionOnLine(nested, { line: 3 })?.callee.name).toBe('A.inner');
  });
});

describe('nearestFunction', () => {
  it('finds a function where it was moved to', () => {
    expect(nearestFunction(text, { line: 2, name: 'run' })?.callee.name).toBe('Agent.run');
    expect(nearestFunction(text, { line: 90, name: 'run' })?.callee.name).toBe('run');
    expect(nearestFunction(text, { line: 1, name: 'gone' })).toBeUndefined();
  });
});

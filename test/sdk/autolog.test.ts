import { beforeAll, describe, expect, it } from 'vitest';
import { anthropicCases } from './autologExpected/anthropic.ts';
import type { ExpectedCases } from './autologExpected/common.ts';
import { langChainCases } from './autologExpected/langchain.ts';
import { openAiCases } from './autologExpected/openai.ts';
import { ownCases } from './autologExpected/own.ts';
import { type SpanView, type TraceView, viewTrace } from './autologView.ts';
import { type AutologRun, runAutolog } from './harness/autologRun.ts';
import { versionsUnderTest } from './harness/mlflowVersions.ts';

const cases: ExpectedCases = { ...ownCases, ...anthropicCases, ...langChainCases, ...openAiCases };

describe.each(versionsUnderTest(['2.22.5', '3.17.2']))('MLflow $name', (version) => {
  let run: AutologRun;

  beforeAll(async () => {
    run = await runAutolog(await version.python());
  });

  it('ran the cases that the table has', () => {
    const isThere = (name: string) => !run.absent.some((group) => name.startsWith(`${group}.`));
    const wanted = Object.keys(cases).filter(isThere);
    // The client library of the day may be too old for some: those cannot have been traced either.
    const missing = wanted.filter(
      (name) => !run.cases.has(name) && cases[name]?.isTraced?.(version) !== false,
    );
    expect(missing).toEqual([]);
    expect([...run.cases.keys()].filter((name) => cases[name] === undefined)).toEqual([]);
  });

  it.each(Object.entries(cases))('%s', (name, expected) => {
    const ran = run.cases.get(name);
    if (expected.isTraced?.(version) === false) {
      const models = (ran?.traces ?? []).flatMap(({ spans }) =>
        spans.filter(({ kind }) => kind !== 'UNKNOWN'),
      );
      expect(models).toEqual([]);
      return;
    }
    const wanted = expected.trace(version);
    const got = (ran?.traces ?? []).flatMap((whole) => viewTrace(whole, namesIn(wanted.root)));
    const comparable = (trace: TraceView) => ({
      ...trace,
      root: ordered(trace.root, expected.parallelBelow),
    });
    expect(got.map(comparable)).toEqual([comparable(wanted)]);
    expect(ran?.raised ?? '').toMatch(new RegExp(`${expected.raises ?? '^'}$`));
  });

  it('warned of nothing that was lost', () => expect(run.warnings).toEqual([]));
});

function namesIn({ name, children }: SpanView): ReadonlySet<string> {
  return new Set([name, ...(children ?? []).flatMap((child) => [...namesIn(child)])]);
}

/** With what runs at the same time in the order of names. */
function ordered({ children, ...span }: SpanView, parallelBelow: string | undefined): SpanView {
  if (children === undefined) return span;
  const below = children.map((child) => ordered(child, parallelBelow));
  const sorted = below.toSorted((a, b) => a.name.localeCompare(b.name));
  return { ...span, children: span.name === parallelBelow ? sorted : below };
}

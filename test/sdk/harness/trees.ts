import type { Span } from '../../../protocol/model/span.ts';
import type { ExpectedSpan } from '../expectedTrees.ts';
import type { WholeTrace } from './commandLine.ts';

/** What is compared of a span. */
export interface Tree {
  readonly name: string;
  readonly kind: string;
  readonly failed: boolean;
  readonly children: readonly Tree[];
}

/** A trace's roots with all below them; siblings in order of start. Spans that hang on nothing are roots. */
export function treesOf({ spans }: WholeTrace): readonly Tree[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = (parentId: string | undefined): readonly Tree[] =>
    spans
      .filter((span) => (ids.has(span.parentId ?? '') ? span.parentId : undefined) === parentId)
      .toSorted(byStart)
      .map((span) => ({
        name: span.name,
        kind: span.kind,
        failed: span.status === 'error',
        children: below(span.spanId),
      }));
  return below(undefined);
}

function expectedTree({ name, kind, failed, children }: ExpectedSpan): Tree {
  return { name, kind, failed: failed ?? false, children: children.map(expectedTree) };
}

/** Both with the siblings that run side by side in the same order, by name. */
export function aligned(
  trees: readonly Tree[],
  expected: readonly ExpectedSpan[],
): readonly [got: readonly Tree[], wanted: readonly Tree[]] {
  const got = inExpectedOrder(trees, expected);
  const wanted = inExpectedOrder(expected.map(expectedTree), expected);
  return [got, wanted];
}

function inExpectedOrder(trees: readonly Tree[], expected: readonly ExpectedSpan[]): readonly Tree[] {
  const places = expected.flatMap((span, index) => (span.concurrent ? [index] : []));
  const sorted = places
    .flatMap((index) => trees[index] ?? [])
    .toSorted((a, b) => a.name.localeCompare(b.name));
  return trees.map((tree, index) => {
    const place = places.indexOf(index);
    const here = place >= 0 ? (sorted[place] ?? tree) : tree;
    const like = expected.find(({ name }) => name === here.name);
    return like ? { ...here, children: inExpectedOrder(here.children, like.children) } : here;
  });
}

function byStart(a: Span, b: Span): number {
  return Number(BigInt(a.startNs) - BigInt(b.startNs));
}

interface Named {
  readonly name: string;
  readonly children: readonly Named[];
}

/** Without the numbers that SDKs up to 3.5 give to the spans of one name; 3.4 and 3.5 do so depending on time. */
export function unnumbered<T extends Named>(spans: readonly T[]): readonly T[] {
  return spans.map((span) => ({
    ...span,
    name: span.name.replace(/_\d+$/, ''),
    children: unnumbered(span.children),
  }));
}

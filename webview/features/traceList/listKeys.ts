/** The index a key leads to in a list of `count` rows; `undefined`: not a key of lists. */
export function listKey(key: string, active: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined;
  const to = target(key, active, count, page);
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}

function target(key: string, active: number, count: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

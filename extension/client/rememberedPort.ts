/** Where the receiver listened last in this workspace, and which port had been asked for. */
export interface RememberedPort {
  readonly wanted: number;
  readonly actual: number;
}

/**
 * The port to try first: programs in open terminals still send to it. None once the user has asked for another
 * one, else the setting would never take effect. `remembered` is what an earlier version may have written.
 */
export function previousPort(remembered: unknown, wanted: number): number | undefined {
  if (typeof remembered !== 'object' || remembered === null) return undefined;
  const { wanted: before, actual } = remembered as Partial<RememberedPort>;
  return before === wanted && typeof actual === 'number' ? actual : undefined;
}

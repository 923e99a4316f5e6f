import type { TrackingAddress } from '../../protocol/messages/language.ts';

/** A port that the code sends to and where nothing listens. */
export interface Offer {
  readonly port: number;
  /** `localhost:8080`, as the first place writes it. */
  readonly address: string;
  /** Absolute paths, each once. */
  readonly files: readonly [string, ...string[]];
}

/** What a workspace remembers of its offers. */
export interface Remembered {
  /** Ports that were offered and are still named in the code: asked about once. */
  readonly offered: readonly number[];
  /** Ports that the user does not want to be asked about. */
  readonly declined: readonly number[];
}

/** One offer a port, in the order of the code. */
export function offersOf(addresses: readonly TrackingAddress[]): readonly Offer[] {
  const offers = new Map<number, Offer>();
  for (const { host, port, file, listener } of addresses) {
    if (listener !== 'nobody') continue;
    const known = offers.get(port);
    if (!known) offers.set(port, { port, address: `${host}:${port}`, files: [file] });
    else if (!known.files.includes(file)) offers.set(port, { ...known, files: [...known.files, file] });
  }
  return [...offers.values()];
}

/** The first offer that was not made and not declined. */
export function nextOffer(offers: readonly Offer[], { offered, declined }: Remembered): Offer | undefined {
  return offers.find(({ port }) => !offered.includes(port) && !declined.includes(port));
}

/** A port that the code names no more may be offered again when it comes back. */
export function stillNamed(
  { offered, declined }: Remembered,
  addresses: readonly TrackingAddress[],
): Remembered {
  const named = new Set(addresses.map(({ port }) => port));
  return { offered: offered.filter((port) => named.has(port)), declined };
}

/** Reads what an earlier version may have written. */
export function readRemembered(value: unknown): Remembered {
  const { offered, declined } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return { offered: ports(offered), declined: ports(declined) };
}

/** The whole numbers of a list that somebody wrote by hand. */
export function ports(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((port): port is number => Number.isInteger(port)) : [];
}

import type { ListenResult, TrackingAddress } from '../../protocol/messages/language.ts';
import type { Notice } from '../../protocol/messages/status.ts';
import { isHeard } from '../receive/probe.ts';
import type { Service } from '../service.ts';

export type ListeningService = Pick<
  Service,
  'listenAlso' | 'listensOn' | 'stopListening' | 'trackingAddresses'
>;

/** The ports that the user let us take because the code names them. */
export class NamedPorts {
  readonly #service: ListeningService;
  readonly #open = new Set<number>();
  #notices: readonly Notice[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(service: ListeningService) {
    this.#service = service;
  }

  /** One for each port that could not be taken. */
  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** Takes and gives back ports until exactly these are open; one call after the other. Never rejects. */
  set(ports: readonly number[]): Promise<ListenResult> {
    const result = this.#turn.then(() => this.#set(new Set(ports.filter(isPort))));
    this.#turn = result;
    return result;
  }

  async #set(wanted: ReadonlySet<number>): Promise<ListenResult> {
    for (const port of [...this.#open].filter((one) => !wanted.has(one))) {
      this.#open.delete(port);
      await this.#service.stopListening(port);
    }
    const taken: number[] = [];
    for (const port of wanted) if (!(await this.#take(port))) taken.push(port);
    this.#notices = taken.map(takenNotice);
    return { taken };
  }

  /** Asked before it is taken: some systems let two programs bind the same port, by different addresses. */
  async #take(port: number): Promise<boolean> {
    if (this.#service.listensOn(port)) return true;
    if (await isHeard(port)) return false;
    if (!(await this.#service.listenAlso(port))) return false;
    this.#open.add(port);
    return true;
  }

  /** What the code names, with who listens there now. */
  async addresses(): Promise<readonly TrackingAddress[]> {
    const named = await this.#service.trackingAddresses();
    const ports = [...new Set(named.map(({ port }) => port))];
    const listeners = new Map(
      await Promise.all(ports.map(async (port) => [port, await this.#listenerOf(port)] as const)),
    );
    return named.map((address) => ({ ...address, listener: listeners.get(address.port) ?? 'other' }));
  }

  async #listenerOf(port: number): Promise<TrackingAddress['listener']> {
    if (this.#service.listensOn(port)) return 'sidetrace';
    return (await isHeard(port)) ? 'other' : 'nobody';
  }
}

function takenNotice(port: number): Notice {
  return {
    code: 'named-port-taken',
    message: `Port ${port} belongs to another program: what your code sends to localhost:${port} does not come here.`,
    remedy: 'End that program and restart the server, or take the port out of “Sidetrace: Also Listen On”.',
  };
}

/** Settings are written by hand; what is below belongs to the system. */
function isPort(port: unknown): boolean {
  return Number.isInteger(port) && Number(port) >= 1024 && Number(port) <= 65_535;
}

import { connect } from 'node:net';

const probeMs = 300;

/** Whether a program of this machine listens on a port, by either loopback address. Never rejects. */
export async function isHeard(port: number): Promise<boolean> {
  const heard = await Promise.all(['127.0.0.1', '::1'].map((host) => accepts(host, port)));
  return heard.includes(true);
}

/** What neither accepts nor refuses in time counts as a listener: it is not ours to take its place. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(probeMs, () => done(true));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

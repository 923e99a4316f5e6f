/** One end of a TCP connection, as `net.Socket` names it. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * The user id that owns the socket `from` → `to`, read from the text of `/proc/net/tcp` and `tcp6`
 * (proc(5); addresses are 32-bit words in the machine's byte order, here little-endian). `undefined` when
 * the socket is not listed or has no owner any more: a socket closed by its program stays for a while, with
 * inode 0 and user 0, and must not pass for root's.
 */
export function socketOwner(tables: readonly string[], from: Endpoint, to: Endpoint): number | undefined {
  for (const pair of pairs(from, to)) {
    for (const table of tables) {
      const at = table.indexOf(pair);
      if (at < 0) continue;
      // Columns after the two addresses: st tx:rx tr:when retrnsmt uid timeout inode
      const columns = table
        .slice(at + pair.length, at + pair.length + 160)
        .trimStart()
        .split(/\s+/);
      const uid = Number(columns[4]);
      return columns[6] === '0' || !Number.isInteger(uid) ? undefined : uid;
    }
  }
  return undefined;
}

/** An IPv4 connection is in `tcp6`, mapped, where the program used an IPv6 socket for it. */
function pairs(from: Endpoint, to: Endpoint): readonly string[] {
  const forms = [hexOf, mappedHexOf].map((hex) => [hex(from.address), hex(to.address)] as const);
  return forms.flatMap(([a, b]) =>
    a !== undefined && b !== undefined ? [`${a}:${hexPort(from.port)} ${b}:${hexPort(to.port)} `] : [],
  );
}

function hexOf(address: string): string | undefined {
  if (address === '::1') return '00000000000000000000000001000000';
  return hexOfIpv4(address.replace(/^::ffff:/i, ''));
}

function mappedHexOf(address: string): string | undefined {
  const ipv4 = hexOfIpv4(address.replace(/^::ffff:/i, ''));
  return ipv4 && `0000000000000000FFFF0000${ipv4}`;
}

function hexOfIpv4(address: string): string | undefined {
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255)) return;
  return bytes
    .reverse()
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('');
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

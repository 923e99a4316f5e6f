import { expect, it } from 'vitest';
import { socketOwner } from './procNet.ts';

const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:138D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41234 1 0000000000000000 100 0 0 10 0
   1: 0100007F:138D 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 41240 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:C350 0100007F:138D 01 00000000:00000000 00:00000000 00000000  1001        0 41239 1 0000000000000000 20 4 30 10 -1
   3: 0100007F:C351 0100007F:138D 06 00000000:00000000 03:00000A00 00000000     0        0 0 3 0000000000000000
`;
const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:C352 00000000000000000000000001000000:138D 01 00000000:00000000 00:00000000 00000000  1002        0 41300 1 0000000000000000 20 4 30 10 -1
   1: 0000000000000000FFFF00000100007F:C353 0000000000000000FFFF00000100007F:138D 01 00000000:00000000 00:00000000 00000000     0        0 41301 1 0000000000000000 20 4 30 10 -1
`;

it.each([
  ['the peer, not our own end', '127.0.0.1', 50000, 1001],
  ['a socket without owner (closed, waiting)', '127.0.0.1', 50001, undefined],
  ['IPv6', '::1', 50002, 1002],
  ['IPv4 by an IPv6 socket; root with an inode is root', '127.0.0.1', 50003, 0],
  ['a mapped address', '::ffff:127.0.0.1', 50000, 1001],
  ['not listed', '127.0.0.1', 50004, undefined],
  ['not an address', 'localhost', 50000, undefined],
])('finds the owner: %s', (_, address, port, uid) => {
  expect(socketOwner([tcp, tcp6], { address, port }, { address, port: 5005 })).toBe(uid);
});

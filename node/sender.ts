/** The sender's thread (tell/startSender.ts): hears of spans from the program's thread, and tells the receiver. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Posted, SenderData } from './between/messages.ts';
import { Connection } from './send/connection.ts';
import { Inbox } from './send/inbox.ts';
import { Sender } from './send/sender.ts';
import { Table } from './send/table.ts';
import { Texts } from './send/texts.ts';

const { host, port, hello, startedMs, shared, ring } = workerData as SenderData;
const connection = new Connection({ host, port });
const texts = new Texts({ startedMs, now: () => performance.now() });
const sender = new Sender({ connection, table: new Table(), texts, hello, shared: new Int32Array(shared) });
const inbox = new Inbox(ring, (message) => sender.take(message));
parentPort?.on('message', (posted: Posted) => inbox.hear(posted));
// What was told while this thread started.
inbox.look();

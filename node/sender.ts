/** The sender's thread (tell/startSender.ts): hears of spans from the program's thread, and tells the receiver. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Message, SenderData, Sent } from './between/messages.ts';
import { Connection } from './send/connection.ts';
import { Sender } from './send/sender.ts';
import { Table } from './send/table.ts';

const { host, port, hello, shared } = workerData as SenderData;
const connection = new Connection({ host, port });
const sender = new Sender({ connection, table: new Table(), hello, shared: new Int32Array(shared) });
parentPort?.on('message', (sent: Sent) => {
  sender.take(typeof sent === 'string' ? (JSON.parse(sent) as Message) : sent);
});

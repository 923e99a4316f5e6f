/**
 * The reference that speed is given against: what Node's HTTP server and SQLite take to receive OTLP protobuf and to
 * give a trace back, without anything that a product needs (no index but the key, no normalising, no checks, no
 * updates to a viewer). `node bench/bareReceiver.ts DATABASE` prints its address and runs until it is stopped.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { bareDecode } from './lib/bareDecode.ts';

const database = new DatabaseSync(process.argv[2] ?? ':memory:');
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;
  CREATE TABLE spans (trace TEXT, id TEXT, parent TEXT, name TEXT, start INTEGER, end INTEGER, attributes TEXT,
    PRIMARY KEY (trace, id)) WITHOUT ROWID`);
const insert = database.prepare('INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?, ?, ?, ?)');
const select = database.prepare(
  'SELECT id, parent, name, CAST(start AS TEXT) AS start, CAST(end AS TEXT) AS end, attributes FROM spans WHERE trace = ?',
);

function store(body: Buffer): void {
  database.exec('BEGIN');
  for (const span of bareDecode(body)) {
    const { traceId, spanId, parentId, name, startNs, endNs, attributes } = span;
    insert.run(traceId, spanId, parentId, name, startNs, endNs, JSON.stringify(attributes));
  }
  database.exec('COMMIT');
}

function read(traceId: string): string {
  const spans = select.all(traceId).map(({ attributes, ...span }) => {
    const json = JSON.stringify(span);
    return `${json.slice(0, -1)},"attributes":${String(attributes)}}`;
  });
  return `{"spans":[${spans.join(',')}]}`;
}

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(read(request.url?.split('/').at(-1) ?? ''));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    store(Buffer.concat(chunks));
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
process.once('SIGTERM', () => process.exit());

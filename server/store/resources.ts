import { createHash } from 'node:crypto';
import type { JsonObject } from '../../protocol/base/json.ts';
import type { Scope } from '../../protocol/model/span.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { Database } from './driver.ts';

type Origin = Pick<RawSpan, 'resource' | 'scope'>;

const cacheSize = 1000;

/** Resource and scope of a span, stored once for all that share them. */
export class Resources {
  readonly #database: Database;
  readonly #idByText = new Map<string, number>();
  readonly #originById = new Map<number, Origin>();
  #last: { readonly origin: Origin; readonly id: number } | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  idOf(origin: Origin): number {
    // Decoders share one object among the spans of a request.
    const last = this.#last;
    if (last?.origin.resource === origin.resource && last.origin.scope === origin.scope) return last.id;
    const id = this.#findOrInsert(JSON.stringify(origin.resource), JSON.stringify(origin.scope));
    this.#last = { origin, id };
    return id;
  }

  read(id: number): Origin {
    const known = this.#originById.get(id);
    if (known !== undefined) return known;
    const sql = 'SELECT resource, scope FROM resources WHERE resource_id = ?';
    const row = this.#database.get<{ resource: string; scope: string }>(sql, id);
    if (row === undefined) return { resource: {}, scope: { name: '' } };
    const origin = {
      resource: JSON.parse(row.resource) as JsonObject,
      scope: JSON.parse(row.scope) as Scope,
    };
    if (this.#originById.size >= cacheSize) this.#originById.clear();
    this.#originById.set(id, origin);
    return origin;
  }

  /** After a transaction that failed: ids given in it do not exist. */
  forget(): void {
    this.#idByText.clear();
    this.#originById.clear();
    this.#last = undefined;
  }

  #findOrInsert(resource: string, scope: string): number {
    const text = `${resource}\0${scope}`;
    const known = this.#idByText.get(text);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(text).digest('hex');
    this.#database.run(
      'INSERT INTO resources (hash, resource, scope) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING',
      hash,
      resource,
      scope,
    );
    const sql = 'SELECT resource_id FROM resources WHERE hash = ?';
    const id = this.#database.get<{ resource_id: number }>(sql, hash)?.resource_id;
    if (id === undefined) throw new Error('resource was not stored');
    if (this.#idByText.size >= cacheSize) this.#idByText.clear();
    this.#idByText.set(text, id);
    return id;
  }
}

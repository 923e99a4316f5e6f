import type { CodeText } from '../decode/rawSpan.ts';
import type { Database } from './driver.ts';

/** Each text once; to be called inside a transaction. */
export function writeCodeTexts(database: Database, texts: readonly CodeText[]): void {
  const sql = 'INSERT INTO code_texts (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING';
  for (const { hash, text } of texts) database.run(sql, hash, text);
}

export function readCodeText(database: Database, hash: string): string | undefined {
  return database.get<{ text: string }>('SELECT text FROM code_texts WHERE hash = ?', hash)?.text;
}

/** Those that no span names any more. Only when the store opens: a program tells a text once a connection, and may name it again. */
export function removeUnusedTexts(database: Database): void {
  database.run(
    'DELETE FROM code_texts WHERE NOT EXISTS (SELECT 1 FROM spans WHERE spans.text_hash = code_texts.hash)',
  );
}

import { invalid } from '../errors.ts';
import type { FilterToken } from './filterTokens.ts';
import { pythonText } from './pythonText.ts';

/** '…' or "…" without its quotes; nothing is unescaped, as in MLflow. Throws `MlflowError` 400 for `` `…` `` and bare words. */
export function textOf({ written }: FilterToken): string {
  if (isQuoted(written)) return written.slice(1, -1);
  throw invalid(
    `Parameter value is either not quoted or unidentified quote types used for string value ${written}. ` +
      'Use either single or double quotes.',
  );
}

export function isText({ kind }: FilterToken): boolean {
  return kind === 'text' || kind === 'quoted' || kind === 'name';
}

export function isNumber({ kind }: FilterToken): boolean {
  return kind === 'integer' || kind === 'float';
}

const whileParsing = 'While parsing a list in the query,';

/** `('a', "b")`, a Python tuple of texts. Throws `MlflowError` 400. */
export function listOf({ written }: FilterToken): readonly string[] {
  const inner = written.slice(1, -1).trim();
  if (inner === '')
    throw invalid(`${whileParsing} expected a non-empty list of string values, but got empty list`);
  const items: (string | number | boolean | null)[] = [];
  const form = /\s*(?:('(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*")|(-?[\d.]+|True|False|None))\s*(,|$)/y;
  while (form.lastIndex < inner.length) {
    const match = form.exec(inner);
    if (match === null) {
      throw invalid(`${whileParsing} expected a non-empty list of string values, but got ill-formed list.`);
    }
    items.push(match[2] === undefined ? unescaped((match[1] ?? '').slice(1, -1)) : constantOf(match[2]));
  }
  if (items.every((item) => typeof item === 'string')) return items;
  const shown = `(${items.map(pythonText).join(', ')}${items.length === 1 ? ',' : ''})`;
  throw invalid(
    `${whileParsing} expected string value, punctuation, or whitespace, but got different type in list: ${shown}`,
  );
}

function constantOf(written: string): number | boolean | null {
  if (written === 'None') return null;
  return written === 'True' || written === 'False' ? written === 'True' : Number(written);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (whole, letter: string) =>
    `\\'"`.includes(letter) ? letter : (escapes[letter] ?? whole),
  );
}

function isQuoted(written: string): boolean {
  return written.length >= 2 && /^(?:'[\s\S]*'|"[\s\S]*")$/.test(written);
}

/** A key without the backticks or quotes around it. */
export function unquotedKey(key: string): string {
  const plain = isQuoted(key) ? key.slice(1, -1) : key;
  return withoutBackticks(plain);
}

export function withoutBackticks(name: string): string {
  return name.length >= 2 && name.startsWith('`') && name.endsWith('`') ? name.slice(1, -1) : name;
}

/** `entity.key` at its first dot; without one the key is an attribute's. */
export function splitKey(written: string): { readonly entity?: string; readonly key: string } {
  const dot = written.indexOf('.');
  if (dot < 0) return { key: unquotedKey(written) };
  return { entity: withoutBackticks(written.slice(0, dot)), key: unquotedKey(written.slice(dot + 1)) };
}

/** As Python writes a set of texts. */
export function setText(values: readonly string[]): string {
  return `{${values.map((value) => `'${value}'`).join(', ')}}`;
}

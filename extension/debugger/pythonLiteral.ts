import type { JsonValue } from '../../protocol/base/json.ts';

/** A recorded value as Python writes it: `{'a': [None, True, 'it\'s']}`. */
export function pythonLiteral(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'string') return stringLiteral(value);
  if (isList(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  const items = Object.entries(value).map(([key, item]) => `${stringLiteral(key)}: ${pythonLiteral(item)}`);
  return `{${items.join(', ')}}`;
}

/** A tuple; that of one item keeps its comma. */
export function pythonTuple(values: readonly JsonValue[]): string {
  return `(${values.map(pythonLiteral).join(', ')}${values.length === 1 ? ',' : ''})`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** JavaScript writes `1e+21` where Python does too; only its words differ. */
function numberLiteral(value: number): string {
  return Number.isFinite(value) ? String(value) : `float('${String(value).replace('Infinity', 'inf')}')`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
};

/** Quotes as Python's `repr` does. Control and format characters, line separators and halves of pairs are escaped. */
function stringLiteral(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\'"]|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (found) => {
    if (found === "'" || found === '"') return found === quote ? `\\${found}` : found;
    return shortEscapes[found] ?? hexEscape(found.codePointAt(0) ?? 0);
  });
  return `${quote}${escaped}${quote}`;
}

function hexEscape(code: number): string {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

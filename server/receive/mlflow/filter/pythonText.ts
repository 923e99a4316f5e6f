import type { JsonValue } from '../../../../protocol/base/json.ts';

/** A value as Python's `repr` writes it into MLflow's messages. */
export function pythonText(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonQuoted(value.replaceAll('\\', '\\\\'));
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(pythonText).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${pythonText(key)}: ${pythonText(item)}`);
  return `{${entries.join(', ')}}`;
}

/** Python prefers single quotes, unless those alone stand inside. */
export function pythonQuoted(text: string): string {
  if (text.includes("'") && !text.includes('"')) return `"${text}"`;
  return `'${text.replaceAll("'", "\\'")}'`;
}

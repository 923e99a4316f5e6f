import type { JsonValue } from '../../protocol/base/json.ts';

/**
 * The text of a value as Python's `json.dumps(value, ensure_ascii=False)` writes it, with spaces after commas and
 * colons: programs compare what they read from MLflow with such texts.
 */
export function pythonJson(value: JsonValue): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${pythonJson(each)}`);
  return `{${members.join(', ')}}`;
}

/** Python writes `1e-09` and `1e+20` where JavaScript writes `1e-9` and `100000000000000000000`. */
function numberText(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e16)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

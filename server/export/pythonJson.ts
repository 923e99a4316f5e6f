import type { JsonValue } from '../../protocol/base/json.ts';
import { maskAt, type NumberMask } from '../decode/numberMask.ts';

/**
 * The text of a value as Python's `json.dumps(value, ensure_ascii=False)` writes it, with spaces after commas and
 * colons: programs compare what they read from MLflow with such texts. Where the mask says so, a text is a bare number (or
 * `NaN`, `Infinity`, as Python has them) and a whole number a float.
 */
export function pythonJson(value: JsonValue, mask?: NumberMask): string {
  if (typeof value === 'number') return numberText(value, mask === 1);
  if (typeof value === 'string' && mask === 1) return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((each, index) => pythonJson(each, maskAt(mask, index)));
    return `[${items.join(', ')}]`;
  }
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${pythonJson(each, maskAt(mask, key))}`,
  );
  return `{${members.join(', ')}}`;
}

/**
 * Python writes `1e-09` and `1e+20` where JavaScript writes `1e-9` and `100000000000000000000`, and a whole float as `1.0`.
 * A whole number that is no safe integer can only be a float: integers of that size are texts.
 */
function numberText(value: number, isFloat: boolean): string {
  const size = Math.abs(value);
  if (size >= 1e16 || (value !== 0 && size < 1e-4))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  const isWhole = Number.isInteger(value);
  return isWhole && (isFloat || !Number.isSafeInteger(value)) ? `${value}.0` : String(value);
}

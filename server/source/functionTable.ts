/** What is known of the names in one file. */
export interface KnownNames {
  isFunction(name: string): boolean;
  isImported(name: string): boolean;
}

/** What people call tables of functions. */
const tableName = /tool|func|handler|implement|registr|dispatch|action|callable/i;

/**
 * Whether `{"tip": calculate_tip, …}` is a table of functions by name: each value is a name, and it stands for a function of this file,
 * or, where the table is called so, for something imported. `undefined`: a value that is no plain name.
 */
export function isFunctionTable(
  values: readonly (string | undefined)[],
  table: string | undefined,
  names: KnownNames,
): boolean {
  const isCalledSo = table !== undefined && tableName.test(table);
  const fits = (name: string | undefined): boolean =>
    name !== undefined && (names.isFunction(name) || names.isImported(name));
  if (values.length === 0 || !values.every(fits)) return false;
  return isCalledSo || values.some((name) => name !== undefined && names.isFunction(name));
}

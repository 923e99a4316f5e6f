import { invalid } from '../errors.ts';
import { filterTokens } from './filterTokens.ts';

export interface OrderBy<Field> {
  readonly field: Field;
  readonly isDescending: boolean;
}

/**
 * `key [ASC|DESC]` for each; `field` reads the key and throws its own refusal. Throws `MlflowError` 400 for anything
 * else, in MLflow's words.
 */
export function readOrder<Field>(
  orderBy: readonly string[],
  field: (key: string) => Field,
): readonly OrderBy<Field>[] {
  return orderBy.map((written) => {
    const [key, direction, ...more] = filterTokens(written);
    const isName = key?.kind === 'name' || key?.kind === 'quoted' || key?.written === 'timestamp';
    if (isName && direction?.kind === 'name' && more.length === 0) {
      throw invalid(`Invalid ordering key in order_by clause '${written}'.`);
    }
    const isDirection = direction === undefined || /^(asc|desc)$/i.test(direction.written);
    if (key === undefined || !isName || !isDirection || more.length > 0) {
      throw invalid(`Invalid order_by clause '${written}'. Could not be parsed.`);
    }
    return { field: field(key.written), isDescending: direction?.written.toLowerCase() === 'desc' };
  });
}

import type { SQLInputValue } from 'node:sqlite';

/** A piece of SQL with the values for its `?`, in order. */
export interface Sql {
  readonly text: string;
  readonly params: readonly SQLInputValue[];
}

/** Pieces are put in as they are, anything else as a parameter: no value ever becomes SQL. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | SQLInputValue)[]): Sql {
  const params: SQLInputValue[] = [];
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) {
    if (isSql(part)) {
      text += part.text;
      params.push(...part.params);
    } else {
      text += '?';
      params.push(part);
    }
    text += strings[index + 1] ?? '';
  }
  return { text, params };
}

/** Our own text, a name of a column for one; never anything from outside. */
export function literalSql(text: string): Sql {
  return { text, params: [] };
}

export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  return {
    text: pieces.map((piece) => piece.text).join(separator),
    params: pieces.flatMap((piece) => piece.params),
  };
}

export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0
    ? sql`1`
    : joinSql(
        conditions.map((each) => sql`(${each})`),
        ' AND ',
      );
}

/** A list as one parameter, to be read with `json_each`: SQLite bounds the number of parameters. */
export function listSql(values: readonly (string | number)[]): Sql {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

function isSql(part: Sql | SQLInputValue): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part;
}

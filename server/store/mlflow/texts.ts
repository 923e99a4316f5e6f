/** A JSON column of names and texts: tags, parameters. */
export type Texts = Readonly<Record<string, string>>;

export function readTexts(column: string): Texts {
  return JSON.parse(column) as Texts;
}

export function withText(texts: Texts, key: string, value: string): Texts {
  return Object.fromEntries([...Object.entries(texts), [key, value]]);
}

export function withoutText(texts: Texts, key: string): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => name !== key));
}

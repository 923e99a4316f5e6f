/** One step of the schema. Never edited once released: a change is a new step in a new file. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

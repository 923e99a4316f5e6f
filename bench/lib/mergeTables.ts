/**
 * Tables (Markdown, each below its `###` heading) with the new rows in the place of the old ones of the same first cell, and what a new
 * row has not measured (–) from the old one; other old rows stay. All as long as the columns are the same. In the order of versions.
 */
export function mergeTables(old: string, made: string): string {
  const before = new Map(sectionsOf(old).map((section) => [section.title, section]));
  return sectionsOf(made)
    .map(({ title, head, rows }) => {
      const known = before.get(title);
      const kept = known?.head.join('\n') === head.join('\n') ? known.rows : [];
      const rest = new Map(kept.map((row) => [nameOf(row), row]));
      const whole = rows.map((row) => completed(row, rest.get(nameOf(row))));
      for (const row of rows) rest.delete(nameOf(row));
      const all = [...rest.values(), ...whole].toSorted(byVersion);
      return [title, '', ...head, ...all].join('\n');
    })
    .join('\n\n');
}

interface TableSection {
  readonly title: string;
  /** The names of the columns, and the line below them. */
  readonly head: readonly string[];
  readonly rows: readonly string[];
}

function sectionsOf(text: string): readonly TableSection[] {
  return text
    .split(/^(?=### )/m)
    .filter((part) => part.startsWith('### '))
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      const table = lines.filter((line) => line.startsWith('|'));
      return { title, head: table.slice(0, 2), rows: table.slice(2) };
    });
}

function completed(row: string, old: string | undefined): string {
  if (old === undefined) return row;
  const before = old.split('|');
  return row
    .split('|')
    .map((cell, at) => (/^ (?:\*\*)?–(?:\*\*)? $/.test(cell) ? (before[at] ?? cell) : cell))
    .join('|');
}

function nameOf(row: string): string {
  return row.split('|')[1]?.trim() ?? '';
}

function byVersion(a: string, b: string): number {
  return nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true });
}

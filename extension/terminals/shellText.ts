import { delimiter } from 'node:path';
import type { ProgramEnvironment } from '../../protocol/environment.ts';

/** Lines to paste into a shell outside VS Code; POSIX, or PowerShell on Windows. */
export function shellText({ set, prepend, append }: ProgramEnvironment, platform: NodeJS.Platform): string {
  const lines =
    platform === 'win32'
      ? [
          ...Object.entries(set).map(([name, value]) => `$env:${name} = '${value.replaceAll("'", "''")}'`),
          ...Object.entries(prepend).map(
            ([name, first]) =>
              `$env:${name} = (@('${first.replaceAll("'", "''")}') + @($env:${name} | Where-Object { $_ })) -join '${delimiter}'`,
          ),
          ...Object.entries(append).map(
            ([name, last]) =>
              `$env:${name} = (@($env:${name} | Where-Object { $_ }) + @('${last.replaceAll("'", "''")}')) -join ' '`,
          ),
        ]
      : [
          ...Object.entries(set).map(([name, value]) => `export ${name}=${quote(value)}`),
          ...Object.entries(prepend).map(
            ([name, first]) => `export ${name}=${quote(first)}"\${${name}:+${delimiter}$${name}}"`,
          ),
          ...Object.entries(append).map(
            ([name, last]) => `export ${name}="\${${name}:+$${name} }"${quote(last)}`,
          ),
        ];
  return `${lines.join('\n')}\n`;
}

function quote(value: string): string {
  return /^[\w./:@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

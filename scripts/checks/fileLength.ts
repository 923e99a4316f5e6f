/** A file that needs more room than this is two rooms. Data tables and tests with their cases may be longer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.ts';
import { sourceFiles } from './files.ts';

const maxLines = 300;

export function checkFileLength(): readonly string[] {
  return sourceFiles([
    'protocol',
    'server',
    'extension',
    'webview',
    'python',
    'node',
    'scripts',
    'bench',
    'test',
  ])
    .filter(
      (file) =>
        /\.(tsx?|py|mjs)$/.test(file) &&
        !/\.test\.tsx?$/.test(file) &&
        !file.startsWith('test/captures/data/'),
    )
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > maxLines)
    .map(({ file, lines }) => `${file}: ${lines} lines, at most ${maxLines}`);
}

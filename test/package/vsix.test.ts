import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readZip } from './readZip.ts';

const root = join(import.meta.dirname, '..', '..');
let files: ReadonlyMap<string, Buffer>;

/** The package as users get it, made by `npm run package`. */
beforeAll(() => {
  files = readZip(readFileSync(join(root, 'dist', 'sidetrace.vsix')));
});

/** What users need and nothing else. */
it('holds exactly what it shall', () => {
  const helper = readdirSync(join(root, 'python')).filter((name) => /\.(py|md)$/.test(name));
  const own = [...files.keys()].filter((name) => name.startsWith('extension/'));
  const expected = [
    'LICENSE.txt',
    'changelog.md',
    'package.json',
    'package.nls.json',
    ...['cli.js', 'extension.cjs', 'languageClient.cjs', 'package.json', 'server.cjs'].map(
      (name) => `dist/${name}`,
    ),
    ...['bootstrap.cjs', 'helper.cjs', 'live.cjs', 'sender.cjs'].map((name) => `dist/node/${name}`),
    // The empty file keeps Python from writing into the extension's folder.
    ...[...helper, '__pycache__'].map((name) => `dist/python/${name}`),
    ...['codicon.ttf', 'main.css', 'main.js'].map((name) => `dist/webview/${name}`),
    'docs/threads.md',
    'readme.md',
    ...['icon.png', 'panel-dark.svg', 'panel-light.svg'].map((name) => `media/${name}`),
    ...['failed', 'ok', 'running', 'stale'].flatMap((mark) =>
      ['dark', 'hc-dark', 'hc-light', 'light'].map((theme) => `media/mark-${mark}-${theme}.svg`),
    ),
  ];
  expect(own.map((name) => name.slice('extension/'.length)).sort()).toEqual(expected.sort());
});

it('shows the package’s own page, without pictures and links that only the clone resolves', () => {
  const page = String(files.get('extension/readme.md'));
  expect(page).toContain('Sidetrace: Show Traces');
  expect(page).not.toMatch(/\]\((?!https?:)/);
});

it('has nothing of the machine that packed it', () => {
  const texts = [...files].filter(([name]) => /\.(js|cjs|css|json|py|md|txt|svg)$/.test(name));
  expect(texts.length).toBeGreaterThan(10);
  for (const [name, content] of texts) {
    for (const path of [root, homedir()])
      expect(content.includes(`${path}/`), `${path} in ${name}`).toBe(false);
  }
});

it('starts from files that are in it', () => {
  const manifest = JSON.parse(String(files.get('extension/package.json'))) as {
    readonly main: string;
    readonly icon: string;
  };
  for (const path of [manifest.main, manifest.icon]) {
    expect(files.has(`extension/${path.replace(/^\.\//, '')}`), path).toBe(true);
  }
});

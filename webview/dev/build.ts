import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { type ThemeName, themeStyle, themes } from './themes.ts';

/** Builds the development page and one HTML file a theme into `folder`. */
export async function buildDevPage(folder: string): Promise<void> {
  await build({
    entryPoints: { page: 'webview/dev/page.tsx' },
    bundle: true,
    minify: true,
    format: 'iife',
    outdir: folder,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    logLevel: 'warning',
  });
  for (const name of Object.keys(themes) as ThemeName[])
    await writeFile(`${folder}/${name}.html`, html(name));
}

function html(name: ThemeName): string {
  const theme = themes[name];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sidetrace</title>
<link rel="stylesheet" href="page.css"><style>${themeStyle(theme)}</style>
<body class="${theme.bodyClass}"><div id="app"></div><script src="page.js"></script></body></html>`;
}

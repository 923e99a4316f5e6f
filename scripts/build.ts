/**
 * One bundle a runtime: extension host (cjs, its language client in a second file), server process (cjs), command
 * line (esm), webview (iife + css), the user's Node processes (cjs, one file for each moment in which it is read).
 * `dist/` is made anew each time; `dist/sizes.json` keeps what the size budgets are checked against.
 */
import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { type BuildOptions, context, build as esbuild, type Plugin } from 'esbuild';
import { isMain, root } from './lib/paths.ts';

const dist = `${root}/dist`;

const common = {
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
} as const satisfies BuildOptions;

const node = { ...common, platform: 'node', target: 'node22' } as const satisfies BuildOptions;

/** `import.meta.url` in a cjs bundle. */
const cjsMetaUrl = {
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** Read into the user's programs, by name and not by Node's loader: no source map of ours in their stack traces. */
const userNode = {
  sourcemap: false,
  format: 'cjs',
  outdir: `${dist}/node`,
  outExtension: { '.js': '.cjs' },
} as const satisfies BuildOptions;

const languageClientEntry = 'extension/client/startServer.ts';

/** The language client is most of the extension's code, and not needed to activate: a file of its own, read later. */
const languageClientApart: Plugin = {
  name: 'language-client-apart',
  setup(builder) {
    builder.onResolve({ filter: /\/startServer\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './languageClient.cjs', external: true } : undefined,
    );
  },
};

const bundles: readonly BuildOptions[] = [
  {
    ...node,
    ...cjsMetaUrl,
    entryPoints: { extension: 'extension/main.ts', languageClient: languageClientEntry },
    format: 'cjs',
    external: ['vscode'],
    plugins: [languageClientApart],
    // Else `import()` stays, and VS Code gives `vscode` only to what is required.
    supported: { 'dynamic-import': false },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
  },
  {
    ...node,
    ...cjsMetaUrl,
    entryPoints: { server: 'server/main.ts' },
    format: 'cjs',
    outdir: dist,
    outExtension: { '.js': '.cjs' },
  },
  {
    ...node,
    entryPoints: { cli: 'server/cli.ts' },
    format: 'esm',
    outdir: dist,
    // Bundled CommonJS libraries call `require` for Node's own modules.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  },
  {
    ...node,
    ...userNode,
    // The oldest that it works in.
    target: 'node18',
    entryPoints: ['node/helper.ts', 'node/live.ts', 'node/sender.ts'],
  },
  // Does nothing in older ones, but has to be read by them.
  { ...node, ...userNode, target: 'node10', entryPoints: ['node/bootstrap.ts'] },
  {
    ...common,
    platform: 'browser',
    target: 'es2022',
    entryPoints: { main: 'webview/main.tsx' },
    format: 'iife',
    outdir: `${dist}/webview`,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

/** Builds everything into `dist/`. Rejects with esbuild's own messages. */
export async function build(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await Promise.all(bundles.map((options) => esbuild(options)));
  await cp(`${root}/python`, `${dist}/python`, { recursive: true, filter: isShippedPython });
  // A file where Python would make a folder: nothing is ever written into the installed extension.
  await writeFile(`${dist}/python/__pycache__`, '');
  await writeFile(`${dist}/package.json`, '{"type":"module"}\n');
  await writeFile(`${dist}/sizes.json`, `${JSON.stringify(await sizes(), null, 2)}\n`);
}

/** Rebuilds on change until interrupted: `npm run build -- --watch`. */
async function watch(): Promise<void> {
  await build();
  for (const options of bundles) await (await context(options)).watch();
  process.stdout.write('Watching for changes.\n');
}

function isShippedPython(path: string): boolean {
  return !/(^|\/)(tests|__pycache__)(\/|$)/.test(path.slice(root.length));
}

/** Bytes of what users load. */
async function sizes(): Promise<Readonly<Record<string, number>>> {
  const files = [
    'extension.cjs',
    'languageClient.cjs',
    'server.cjs',
    'cli.js',
    'webview/main.js',
    'webview/main.css',
    'node/helper.cjs',
    'node/live.cjs',
    'node/sender.cjs',
  ];
  const entries = await Promise.all(
    files.map(async (file) => [file, (await stat(`${dist}/${file}`)).size] as const),
  );
  return Object.fromEntries(entries);
}

if (isMain(import.meta.url)) await (process.argv.includes('--watch') ? watch() : build());

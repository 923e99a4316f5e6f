/**
 * Who may import what. One row a folder, read top-down: the first row whose folder holds the file decides.
 * A new arrow between folders is a change of the architecture: edit the table, and say why in the commit.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from '../lib/paths.ts';
import { sourceFiles } from './files.ts';

interface Layer {
  readonly folder: string;
  /** Folders of ours (the layer's own is always allowed). */
  readonly folders: readonly string[];
  /** Packages; `node:` stands for every built-in module. */
  readonly packages: readonly string[];
}

const layers: readonly Layer[] = [
  { folder: 'protocol', folders: [], packages: [] },
  { folder: 'server/decode', folders: ['protocol'], packages: ['@bufbuild/protobuf', 'valibot'] },
  { folder: 'server/normalise', folders: ['protocol', 'server/decode'], packages: [] },
  {
    folder: 'server/export',
    folders: ['protocol', 'server/decode', 'server/normalise'],
    packages: ['@bufbuild/protobuf'],
  },
  {
    folder: 'server/store',
    folders: ['protocol', 'server/decode', 'server/normalise'],
    packages: ['node:', 'valibot'],
  },
  { folder: 'server/publish', folders: ['protocol'], packages: [] },
  {
    folder: 'server/query',
    folders: ['protocol', 'server/decode', 'server/normalise', 'server/store'],
    packages: ['valibot'],
  },
  {
    folder: 'server/source',
    folders: ['protocol'],
    packages: ['node:', '@lezer/python', '@lezer/yaml', '@lezer/javascript', '@lezer/common', 'ignore'],
  },
  {
    folder: 'server/receive',
    folders: [
      'protocol',
      'server/decode',
      'server/export',
      'server/query',
      'server/store',
      'server/engine.ts',
    ],
    packages: ['node:', 'find-my-way', 'valibot', '@bufbuild/protobuf'],
  },
  {
    folder: 'server',
    folders: ['protocol', 'server'],
    packages: ['node:', 'valibot', 'vscode-languageserver', 'vscode-languageserver-textdocument'],
  },
  {
    folder: 'extension',
    folders: ['protocol'],
    packages: ['node:', 'vscode', 'vscode-languageclient', 'valibot'],
  },
  // Read into the user's own programs: nothing but Node.
  { folder: 'node/between', folders: [], packages: [] },
  { folder: 'node/send', folders: ['node/between'], packages: ['node:'] },
  { folder: 'node/tell', folders: ['node/between'], packages: ['node:'] },
  { folder: 'node/watch', folders: ['node/between'], packages: ['node:'] },
  // The bootstrap is read by Nodes that do not know `node:` yet.
  { folder: 'node', folders: ['node'], packages: ['node:', 'fs', 'path', 'vm'] },
  { folder: 'webview/host', folders: ['protocol', 'webview'], packages: ['@preact/signals'] },
  {
    folder: 'webview',
    folders: ['protocol', 'webview'],
    packages: ['preact', '@preact/signals', '@tanstack/virtual-core', '@vscode-elements/elements', 'marked'],
  },
];

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Each forbidden import and each cycle, as a line that says which file to change. */
export function checkLayers(): readonly string[] {
  const files = sourceFiles(['protocol', 'server', 'extension', 'node', 'webview']).filter(
    (file) => /\.tsx?$/.test(file) && !isTest(file),
  );
  const graph = new Map(files.map((file) => [file, importsOf(file)] as const));
  return [...files.flatMap((file) => forbidden(file, graph.get(file) ?? [])), ...cycles(graph)];
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.includes('/testing/') || file.startsWith('webview/dev/');
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(importPattern)]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((target) => (target.startsWith('.') ? normalize(join(dirname(file), target)) : target));
}

function forbidden(file: string, imports: readonly string[]): readonly string[] {
  const layer = layers.find(({ folder }) => isUnder(file, folder));
  if (!layer) return [`${file}: no row for this folder in scripts/checks/layers.ts`];
  return imports
    .filter((target) => !allowed(layer, target))
    .map(
      (target) => `${file}: '${layer.folder}' may not import '${target}' (table in scripts/checks/layers.ts)`,
    );
}

function allowed(layer: Layer, target: string): boolean {
  if (target.endsWith('.css')) return layer.folder === 'webview';
  if (target.startsWith('node:')) return layer.packages.includes('node:');
  if (/^(protocol|server|extension|node|webview)\//.test(target)) {
    return [layer.folder, ...layer.folders].some((folder) => isUnder(target, folder));
  }
  return layer.packages.some((name) => target === name || target.startsWith(`${name}/`));
}

function isUnder(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

/** Depth-first; reports each cycle once, by its first file. Type-only imports count: they tangle readers too. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push(`cycle: ${[...path.slice(at), file].join(' → ')}`);
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) if (graph.has(next)) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

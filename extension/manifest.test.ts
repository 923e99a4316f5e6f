import { readFileSync } from 'node:fs';
import { beforeEach, expect, it, vi } from 'vitest';
import type { createFakeVscode } from './testing/fakeVscode.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('./testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { registerCommands } = await import('./commands.ts');
const { createSettings } = await import('./settings.ts');
const { panelViewType } = await import('./panel/panelViewType.ts');

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default: unknown; readonly scope: string }>>;
    };
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  };
}

const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const { commands, configuration, menus } = manifest.contributes;

beforeEach(() => {
  fake.current.log.length = 0;
});

it('declares every command that is registered, and registers every one it declares', () => {
  registerCommands({} as never);
  const registered = fake.current.log.map(([, name]) => name).sort();
  expect(commands.map(({ command }) => command).sort()).toEqual(registered);
  for (const { category } of commands) expect(category).toBe('Sidetrace');
});

it('puts only declared commands into menus', () => {
  const declared = commands.map(({ command }) => command);
  for (const { command } of Object.values(menus).flat()) expect(declared).toContain(command);
});

it('declares every setting that is read, with the default that the code has', () => {
  const settings = createSettings();
  settings.port();
  settings.threadHints();
  settings.codeLens();
  settings.hover();
  settings.diagnostics();
  settings.symbols();
  settings.valuesMode();
  settings.valuesMaxLength();
  settings.gutterMarks();
  settings.autoStart();
  settings.showOnFirstTrace();
  settings.environment();
  settings.alsoListenOnOtlpPort();
  settings.alsoListenOn();
  settings.prices();
  settings.pathMappings();
  settings.history();
  const read = fake.current.log.map(([, name, fallback]) => [name, fallback]);
  const declared = Object.entries(configuration.properties).map(([name, given]) => [name, given.default]);
  expect(declared.sort()).toEqual(read.sort());
});

it('takes settings from where users write them, also in remote windows; of single folders only the environment', () => {
  // VS Code leaves the user's values of machine scopes out in SSH, WSL, containers and the browser.
  for (const [name, { scope }] of Object.entries(configuration.properties)) {
    expect(scope).toBe(name === 'sidetrace.environment.enabled' ? 'resource' : 'window');
  }
});

it('has every text, and no text that nothing shows', () => {
  const texts = JSON.parse(readFileSync(new URL('../package.nls.json', import.meta.url), 'utf8')) as object;
  const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
  expect(Object.keys(texts).sort()).toEqual([...new Set(used)].sort());
});

it('is activated for the panel that VS Code gives back', () => {
  expect(manifest.activationEvents).toContain(`onWebviewPanel:${panelViewType}`);
});

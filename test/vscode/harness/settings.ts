/** VS Code's own word for each theme, and the class that the workbench has while it is in force. */
export const themes = {
  dark: { setting: 'Dark 2026', className: 'vs-dark' },
  light: { setting: 'Light 2026', className: 'vs' },
  highContrast: { setting: 'Default High Contrast', className: 'hc-black' },
  highContrastLight: { setting: 'Default High Contrast Light', className: 'hc-light' },
} as const;

export type ThemeName = keyof typeof themes;

export type Settings = Readonly<Record<string, unknown>>;

/** A workbench that does nothing by itself, and whose terminal draws text that can be read from the page. */
export const baseSettings: Settings = {
  'chat.disableAIFeatures': true,
  'debug.toolBarLocation': 'docked',
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.autoRepositoryDetection': false,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.defaultProfile.linux': 'bash',
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.profiles.linux': { bash: { path: 'bash', args: ['--norc', '--noprofile'] } },
  'terminal.integrated.shellIntegration.enabled': false,
  'update.mode': 'none',
  'workbench.colorTheme': themes.dark.setting,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

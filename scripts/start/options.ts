import { parseArgs } from 'node:util';

export interface StartOptions {
  /** VS Code in the browser also where the desktop's is installed. */
  readonly browser: boolean;
  /** Open the window or the browser's page, not only prepare it. */
  readonly open: boolean;
  /** Port of VS Code in the browser. */
  readonly port: number;
}

// Always the same one where it is free: the browser keeps VS Code's layout by address.
const usualPort = 8355;

/** Reads the options of `npm start`; throws an Error that says what is wrong. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      browser: { type: 'boolean', default: false },
      open: { type: 'boolean', default: true },
      port: { type: 'string' },
    },
  });
  const port = values.port === undefined ? usualPort : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port`);
  return { browser: values.browser || values.port !== undefined, open: values.open, port };
}

/** The server process as a language server; the client chooses the transport (`--node-ipc`, `--stdio`). */

import { homedir } from 'node:os';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { defaultPort } from '../protocol/ports.ts';
import { besideBundle, bundleVersion } from './bundle.ts';
import { defaultDatabase } from './cli/places.ts';
import { startServer } from './language/startServer.ts';
import { startService } from './service.ts';

const platform = { name: process.platform, home: homedir(), env: process.env };

const server = startServer(createConnection(ProposedFeatures.all), {
  startService,
  assetsDir: besideBundle('webview'),
  version: bundleVersion(),
  threadsPage: besideBundle('../docs/threads.md'),
  defaults: { databaseFile: defaultDatabase(platform), port: defaultPort },
});

function end(): void {
  void server.close().finally(() => process.exit(0));
}

// The parent is gone: nobody is left to ask anything.
process.once('disconnect', end);
process.once('SIGTERM', end);

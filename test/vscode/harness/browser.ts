import { type Browser, chromium } from 'playwright-core';

const args = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  // Without WebGL terminals draw text that can be read from the page, whatever the settings.
  '--disable-3d-apis',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Whatever is asked of the network but the server under test fails at once.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args });
}

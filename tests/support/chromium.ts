import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { skippedBecause } from './needs.ts';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** Of tests that need a browser. */
export const neededChromium = skippedBecause(installed === undefined ? 'There is no Chromium here.' : null);

/** A headless browser with a profile of its own that talks to nobody but the page under test. */
export function launchChromium(): Promise<Browser> {
  if (installed === undefined) throw new Error('There is no Chromium: apt-get install chromium.');
  return chromium.launch({
    executablePath: installed,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

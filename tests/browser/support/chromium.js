// Chromium as it is installed on the machine; none is downloaded.

import { accessSync, constants } from 'node:fs';
import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM || '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox', // the pipeline may run as root
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing leaves the machine: every other name has no address.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

// Playwright switches the back/forward cache off. People have it on, and Back must be safe with it.
const AS_PEOPLE_HAVE_IT = ['--disable-back-forward-cache'];

export async function launchChromium() {
  try {
    accessSync(EXECUTABLE, constants.X_OK);
  } catch {
    throw new Error(`no Chromium at ${EXECUTABLE}: install it (Debian: apt-get install chromium) or name it in CHROMIUM`);
  }
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS, ignoreDefaultArgs: AS_PEOPLE_HAVE_IT });
}

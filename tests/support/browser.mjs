// Debian's Chromium, kept from the network, and a page that remembers everything that should not have happened.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromium } from 'playwright-core';

const axeSource = createRequire(import.meta.url)('axe-core').source;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

const SECURE = /^https:|^http:\/\/(127\.0\.0\.1|localhost)[:/]/;

/** What screenshots show: {name: [width, height, colour scheme]}. */
const LOOKS = {
  light: [1280, 800, 'light'],
  dark: [1280, 800, 'dark'],
  phone: [320, 700, 'light'],
};

/** A tone where the microphone is, allowed without asking: {flags, permissions} for startBrowser. */
export const FAKE_MICROPHONE = {
  flags: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  permissions: ['microphone'],
};

/**
 * → {newPage(origin), stop()}. CHROMIUM names another browser than Debian's. `flags`: more of Chromium's; the last of
 * two that contradict counts. `permissions`: more than the clipboard.
 */
export async function startBrowser({ flags = [], permissions = [] } = {}) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
  return {
    newPage: (origin) => watchedPage(browser, origin, permissions),
    stop: () => browser.close(),
  };
}

/** A page in a profile of its own; `page.faults` gathers console errors, exceptions and requests beyond `origin`. */
async function watchedPage(browser, origin, permissions) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-IN' });
  // Browsers have nothing to grant to plain HTTP on a name that is not this machine's.
  if (SECURE.test(origin)) await context.grantPermissions(['clipboard-read', 'clipboard-write', ...permissions], { origin });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) page.faults.push(`request to ${request.url()}`);
  });
  return page;
}

/** Where pictures go: $EXOGATE_OUT/screenshots. */
async function screenshotFolder() {
  const folder = path.join(process.env.EXOGATE_OUT ?? 'build/test-output', 'screenshots');
  await mkdir(folder, { recursive: true });
  return folder;
}

async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/**
 * Takes pictures of what the page shows in every look, and returns what is wrong with it: accessibility violations,
 * and content wider than the window.
 */
export async function inspect(page, name) {
  const folder = await screenshotFolder();
  const wrong = [];
  for (const [look, [width, height, colorScheme]] of Object.entries(LOOKS)) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: path.join(folder, `${name}-${look}.png`), fullPage: true });
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (excess > 0) wrong.push(`${name} (${look}): ${excess} px wider than the window`);
    wrong.push(...(await violations(page)).map((text) => `${name} (${look}): ${text}`));
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  return wrong;
}

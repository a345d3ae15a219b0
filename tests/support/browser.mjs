// Debian's Chromium, kept from the network, and a page that remembers everything that should not have happened.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromium } from 'playwright-core';

import { bodyOf, printedDescription } from './api_description.mjs';

const axeSource = createRequire(import.meta.url)('axe-core').source;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP gateway.lan 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
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
 * → {newPage(origin), stop()}. CHROMIUM names another browser than Debian's. `gateway.lan` is this machine under a name of
 * the LAN: what a browser does not trust over plain HTTP. stop() throws when one of the pages was answered otherwise than
 * the description of the API says. `flags`: more of Chromium's; the last of two that contradict counts. `permissions`: more
 * than the clipboard.
 */
export async function startBrowser({ flags = [], permissions = [] } = {}) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
  const pages = [];
  return {
    newPage: async (origin) => {
      const page = await watchedPage(browser, origin, permissions);
      pages.push(page);
      return page;
    },
    stop: async () => {
      const wrong = await Promise.all(pages.map((page) => page.apiFaults())).finally(() => browser.close());
      assert.deepEqual(wrong.flat(), []);
    },
  };
}

const OF_THE_API = /^\/(api\/|(health|livez|readyz|metrics)\/?$)/;

/** Event streams have no end, and of bytes nothing is described. */
const isReadable = (headers) => /^(application\/json|text\/(?!event-stream))/.test(headers['content-type'] ?? '');

/** Holds what the page is answered against the API's description. → () => all faults, once the last answer is read */
function watchAnswers(page, origin, description) {
  const checks = [];
  const check = async (response) => {
    // What a test answers itself says nothing of the gateway.
    if ((await response.serverAddr().catch(() => null)) === null) return { read: true };
    const { pathname, search } = new URL(response.url());
    const headers = response.headers();
    const answer = { method: response.request().method(), path: pathname + search, status: response.status(), headers };
    // A page that moves on leaves answers behind that nobody can read any more.
    const text = isReadable(headers) ? await response.text().catch(() => null) : undefined;
    if (text === null) return { read: false };
    const fault = description.faultOf({ ...answer, body: bodyOf(headers, text) });
    if (!fault) return { read: true };
    const said = `${answer.method} ${answer.path} → ${answer.status}: ${fault}`;
    page.faults.push(said);
    return { read: true, fault: said };
  };
  page.on('response', (response) => {
    const url = new URL(response.url());
    if (url.origin === origin && OF_THE_API.test(url.pathname)) checks.push(check(response));
  });
  return async () => {
    const done = await Promise.all(checks);
    const faults = done.filter(({ fault }) => fault).map(({ fault }) => fault);
    return done.length > 0 && !done.some(({ read }) => read) ? ['no answer of the API could be read'] : faults;
  };
}

/**
 * A page in a profile of its own. `page.faults` gathers console errors, exceptions, requests beyond `origin`, and
 * answers of the API that are not as described; `page.apiFaults()` waits for the last of these.
 */
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
  page.apiFaults = watchAnswers(page, origin, await printedDescription());
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

const excessOf = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

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
    const excess = await excessOf(page);
    if (excess > 0) wrong.push(`${name} (${look}): ${excess} px wider than the window`);
    wrong.push(...(await violations(page)).map((text) => `${name} (${look}): ${text}`));
  }
  // 200% zoom of a 1280 px window.
  await page.setViewportSize({ width: 640, height: 400 });
  const excess = await excessOf(page);
  if (excess > 0) wrong.push(`${name} (200%): ${excess} px wider than the window`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  return wrong;
}

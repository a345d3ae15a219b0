// The admin page in a browser, as an operator sees it. Elements are found by what a reader perceives: role and name.
import assert from 'node:assert/strict';

import { inspect, startBrowser } from './browser.mjs';

/** What a test of a view needs: {page, button, box, heading, shown, row, open, goTo, assertSound}. */
export function adminPage(page, origin) {
  const heading = (name) => page.getByRole('heading', { name, exact: true, level: 1 });
  const settled = () => page.locator('body:not(:has(p.waiting))').waitFor();
  return {
    page,
    button: (name, options) => page.getByRole('button', { name, exact: true, ...options }),
    box: (name) => page.getByRole('textbox', { name, exact: true }),
    heading,
    shown: (text) => page.getByText(text, { exact: true }).first().waitFor(),
    async row(text) {
      const found = page.getByRole('row').filter({ hasText: text });
      await found.waitFor();
      return found;
    },
    /** By the menu. */
    async open(name) {
      await page.getByRole('navigation', { name: /./ }).first().getByRole('link', { name, exact: true }).click();
      await heading(name).waitFor();
      await settled();
    },
    /** By the address: '#/calls?bot_id=reception'. */
    async goTo(address) {
      await page.goto(`${origin}/${address}`);
      await settled();
    },
    /** Pictures in every look; no accessibility violation, nothing wider than the window. */
    assertSound: async (name) => assert.deepEqual(await inspect(page, name), []),
  };
}

/** Signs in by the form. */
export async function signIn(page, origin, { email, password }) {
  await page.goto(origin);
  await page.getByLabel('Email address', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
}

/**
 * `person` ({email, password}) at a browser of their own, signed in: → {browser, page, view}. `launch`: for startBrowser;
 * `prepare(page)` comes before the page is opened.
 */
export async function openOperator({ gateway }, person, { launch, prepare = () => undefined } = {}) {
  const browser = await startBrowser(launch);
  try {
    const page = await browser.newPage(gateway.admin);
    await prepare(page);
    await signIn(page, gateway.admin, person);
    return { browser, page, view: adminPage(page, gateway.admin) };
  } catch (failure) {
    await browser.stop();
    throw failure;
  }
}

/** A language for the whole page, by its button: 'English' or 'हिन्दी'. */
export async function speak(page, language) {
  await page.getByRole('button', { name: language, exact: true }).click();
  await page.locator(`html[lang=${language === 'English' ? 'en' : 'hi'}]`).waitFor();
}

/** Moves the focus there by the Tab key alone, as somebody without a mouse would. */
export async function tabTo(page, target) {
  await target.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the Tab key does not reach ${target}`);
}

// A session whose password was entered too long ago, and other refusals that a test brings about on purpose.
import assert from 'node:assert/strict';

const STALE = { status: 403, json: { detail: 'enter your password again', code: 'password_needed' } };

/** The first `method` request to `address` is refused for want of a fresh password. */
export async function staleOnce(page, address, method) {
  let refused = false;
  await page.unroute(address);
  await page.route(address, (route) => {
    if (refused || route.request().method() !== method) return route.fallback();
    refused = true;
    return route.fulfill(STALE);
  });
}

/** With the keyboard: the box has the focus. */
export async function enterPasswordAgain(page, password) {
  await page.getByRole('dialog', { name: /^(Your password again|अपना पासवर्ड फिर से दें)$/ }).waitFor();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/** Faults of `action` that `rule` describes are no faults. */
export async function expecting(page, rule, action) {
  const known = page.faults.length;
  await action();
  assert.deepEqual(page.faults.splice(known).filter((fault) => !rule.test(fault)), []);
}

/** What has the focus: its words, or the name of its element. */
export const focused = (page) =>
  page.evaluate(() => {
    const { activeElement } = globalThis.document;
    return activeElement.innerText || activeElement.tagName;
  });

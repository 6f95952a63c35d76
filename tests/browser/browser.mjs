// A real browser before a stack that runs at LATCHKEY_URL.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const base = process.env.LATCHKEY_URL ?? 'http://127.0.0.1:8080';

const quiet = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Debian's Chromium, without a window. As root it has no sandbox of its own. */
export function launch() {
  const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet;
  return chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args });
}

/** A window of its own, in which anything the page complains about fails the test. */
export async function open(browser, options = {}) {
  return openTab(await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options }));
}

/** Another tab of a window. */
export async function openTab(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(error.message));
  page.on('console', (message) => {
    // The browser itself reports answers of 4xx; the page shows them.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) page.complaints.push(message.text());
  });
  return page;
}

/** Signs in as a demo user, and waits for the page that was asked for. */
export async function signIn(page, name, path = '/') {
  await page.goto(base + path);
  await page.getByRole('button', { name: 'Sign in' }).or(page.getByRole('link', { name: 'Sign in' })).first().click();
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name: 'Sign out', includeHidden: true }).waitFor({ state: 'attached' });
  await settled(page);
}

/** The page has its heading and loads nothing any more. */
export async function settled(page) {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
}

/** Goes to a page as a link to it does: what is loaded already is not loaded again. */
export async function follow(page, path) {
  const to = new URL(base + path);
  // Another query of a page is no other page, whose heading would tell that it is there.
  if (to.pathname === new URL(page.url()).pathname) await page.goto(to.href);
  else {
    const before = await page.locator('main h1').first().innerText();
    await page.evaluate((href) => {
      const link = Object.assign(document.createElement('a'), { href });
      document.body.append(link);
      link.click();
      link.remove();
    }, to.href);
    // Its heading says something else.
    await page.waitForFunction(
      ([pathname, text]) => location.pathname === pathname && (document.querySelector('main h1')?.innerText ?? text) !== text,
      [to.pathname, before],
    );
  }
  await settled(page);
}

/** No accessibility violation, nothing to scroll sideways, no complaint. */
export async function sound(page, where) {
  // From the top: what is half under the head of the page is not as wide as it is.
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  // A colour on its way to another is neither.
  await page.evaluate(() => Promise.allSettled(
    document.getAnimations().filter((one) => one instanceof CSSTransition).map(({ finished }) => finished),
  ));
  // Nobody reads what is as it should be: it is not listed node by node.
  const looked = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations } = await looked.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`), [], where);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${where} is wider than the window`);
  assert.deepEqual(page.complaints, [], where);
}

/**
 * What a mail scanner does with a link that decides: fetches it, runs it in a browser, sends
 * every form, presses every button. The heading tells that the page has its form.
 */
export async function scan(scanning, link, heading) {
  for (const method of ['HEAD', 'GET']) {
    const answer = await fetch(link, { method });
    assert.equal(answer.status, 200, `${method} of the link`);
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    const html = await answer.text();
    assert.ok(!/<form/i.test(html), 'the page has no form until its script has run');
  }
  // With scripts run, as a scanner that follows the link in a browser of its own.
  await scanning.goto('about:blank');
  await scanning.goto(link);
  await scanning.getByRole('heading', { name: heading }).first().waitFor();
  const forms = await scanning.locator('form').evaluateAll((found) => found.map((form) => form.action));
  assert.ok(forms.length > 0);
  // Without an action a form is posted to its own page.
  for (const action of [...forms, link]) {
    await (await fetch(action, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '' })).arrayBuffer();
  }
  await scanning.locator('form').evaluateAll((found) => found.forEach((form) => form.requestSubmit()));
  await scanning.getByText('This was not done').first().waitFor();
  for (const button of await scanning.locator('form button').all()) await button.click();
  await scanning.getByText('This was not done').first().waitFor();
}

/** The newest mail to an address. */
export async function newestMail(to, subject) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const response = await fetch(`${base}/local/mailbox.json`, { headers: { 'x-latchkey-local': '1' } });
    const { mails } = await response.json();
    const mail = mails.find((one) => one.to.includes(to) && subject.test(one.subject));
    if (mail) return mail;
    assert.ok(Date.now() < deadline, `no mail to ${to} about ${subject}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Calls operations as who is signed in on a page: for what has to be there before a test. */
export async function desk(page) {
  const [request] = await Promise.all([
    page.waitForRequest((one) => one.url().includes('/api/') && 'authorization' in one.headers()),
    page.reload(),
  ]);
  await settled(page);
  const { authorization } = request.headers();
  return async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    assert.ok(response.ok, `${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
}

/** The time by the stack's own clock. */
export async function now() {
  return new Date((await (await fetch(`${base}/local/clock`, { headers: { 'x-latchkey-local': '1' } })).json()).now);
}

/** Moves the test clock forward; everything that falls due on the way happens. */
export async function forward(hours) {
  const response = await fetch(`${base}/local/clock`, {
    method: 'POST',
    headers: { 'x-latchkey-local': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ forward_seconds: hours * 3600 }),
  });
  assert.ok(response.ok, await response.text());
}

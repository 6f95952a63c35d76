// A list that is longer than a page: more of it, filter, order, address, file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { base, desk, launch, open, settled, signIn, sound } from './browser.mjs';

const MANY = 120;
const run = Date.now().toString(36);
const title = 'All customers';

let browser;
before(async () => {
  browser = await launch();
  const page = await open(browser);
  await signIn(page, /Finn Carter/);
  const call = await desk(page);
  const rows = Array.from({ length: MANY }, (_, n) => `Long ${run} ${String(n).padStart(3, '0')},Utrecht,NL`);
  await call('POST', '/api/customers/import', { format: 'csv', content: `customer,city,country\n${rows.join('\n')}\n` });
  await page.context().close();
});
after(() => browser.close());

const rowsOf = (page) => page.getByRole('table', { name: title }).locator('tbody tr');
const filter = (page) => page.getByLabel(`Filter ${title}`);
const status = (page) => page.locator('.list-footer').getByRole('status');
const shows = async (page, text) => {
  await status(page).getByText(text).waitFor();
  await settled(page);
};
const names = (page) => rowsOf(page).locator('td:first-child').allTextContents();

/** The list of what this run has made. */
async function filtered(page) {
  await signIn(page, /Finn Carter/, '/customers');
  await filter(page).fill(`long ${run}`);
  await page.waitForURL(/text=long/);
  await shows(page, /^50 rows found in the first/);
}

test('the first page is there at once, and more comes as its end comes into sight', async () => {
  const page = await open(browser);
  await filtered(page);
  assert.equal(await rowsOf(page).count(), 50);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await shows(page, /100 rows found/);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await shows(page, /^20 more\. 120 rows found$/);
  const all = await names(page);
  assert.deepEqual(all, all.toSorted());
  assert.equal(new Set(all).size, MANY);
  assert.equal(await page.getByRole('button', { name: /Show more|Look further/ }).count(), 0);
  await sound(page, 'a long list');
  await page.context().close();
});

test('the button shows more by keyboard, and the focus goes on with the rows', async () => {
  // Nothing is seen coming.
  const page = await open(browser);
  await page.addInitScript(() => { window.IntersectionObserver = class { observe() {} disconnect() {} }; });
  await filtered(page);
  const more = page.getByRole('button', { name: 'Look further' });
  await more.focus();
  await page.keyboard.press('Enter');
  await shows(page, /^50 more\. 100 rows found/);
  await page.waitForFunction((name) => document.activeElement?.textContent === name, `Long ${run} 050`);
  assert.equal(await rowsOf(page).count(), 100);
  await page.context().close();
});

test('filter and order stand in the address: back, reload, and another window show the same', async () => {
  const page = await open(browser);
  await filtered(page);
  await page.getByRole('button', { name: 'Name' }).click();
  await page.waitForURL(/order=descending/);
  await page.getByRole('link', { name: `Long ${run} 119` }).waitFor();
  await settled(page);
  assert.equal((await names(page))[0], `Long ${run} 119`);
  assert.equal(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort'), 'descending');

  await page.reload();
  await settled(page);
  assert.equal(await filter(page).inputValue(), `long ${run}`);
  assert.equal((await names(page))[0], `Long ${run} 119`);

  await page.getByRole('link', { name: `Long ${run} 119` }).click();
  await page.getByRole('heading', { level: 1, name: `Long ${run} 119` }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: `Long ${run} 119` }).waitFor();
  assert.equal(await filter(page).inputValue(), `long ${run}`);

  await page.goBack();
  await page.getByRole('link', { name: `Long ${run} 000` }).waitFor();
  await page.goBack();
  await page.waitForURL(/customers$/);
  await shows(page, /shown, there are more/);
  assert.equal(await filter(page).inputValue(), '');
  await page.context().close();
});

test('what nothing holds says so, and one button shows all again', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/, `/customers?text=nobody-${run}`);
  await page.getByText(`Nothing here contains "nobody-${run}".`).waitFor();
  await sound(page, 'a list of nothing');
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await page.waitForURL(/customers$/);
  await shows(page, /50 rows shown, there are more/);
  await page.context().close();
});

test('an answer that comes after the text has changed is dropped', async () => {
  const page = await open(browser);
  await filtered(page);
  let held;
  const isHeld = new Promise((resolve) => { held = resolve; });
  await page.route(/text=slow/, (route) => held(route));
  await filter(page).fill('slow');
  const route = await isHeld;
  await filter(page).fill(`Long ${run} 007`);
  await shows(page, /^1 row found$/);
  await route.fulfill({ json: { items: [], looked_at: 1 } });
  await page.waitForLoadState('networkidle');
  assert.deepEqual(await names(page), [`Long ${run} 007`]);
  await page.context().close();
});

test('typing leaves the rows as they are until the answer is there', async () => {
  const page = await open(browser);
  await filtered(page);
  await rowsOf(page).first().evaluate((row) => { row.dataset.seen = 'yes'; });
  let held;
  const isHeld = new Promise((resolve) => { held = resolve; });
  await page.route(/text=other/, (route) => held(route));
  await filter(page).pressSequentially('x');
  await filter(page).fill('other');
  const route = await isHeld;
  assert.equal(await page.locator('[data-seen]').count(), 1);
  assert.equal(await rowsOf(page).count(), 50);
  await route.continue();
  await page.context().close();
});

test('the file holds the whole list, not only what is shown', async () => {
  const page = await open(browser);
  await filtered(page);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const text = await readFile(await (await saved).path(), 'utf8');
  assert.equal(text.trim().split('\r\n').length, MANY + 1);
  await shows(page, /customers\.csv has 120 rows/);
  await page.context().close();
});

test('what stands behind a thousand others is found without asking for it', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/, '/customers');
  const call = await desk(page);
  const row = (n) => `Zy ${run} ${String(n).padStart(4, '0')},Utrecht,NL`;
  for (const from of [0, 510]) {
    const rows = Array.from({ length: 510 }, (_, n) => row(from + n));
    await call('POST', '/api/customers/import', { format: 'csv', content: `customer,city,country\n${rows.join('\n')}\n` });
  }
  await page.goto(`${base}/customers`);
  await filter(page).fill(`zy ${run} 1019`);
  await page.getByRole('link', { name: `Zy ${run} 1019` }).waitFor();
  await shows(page, /1 row found$/);
  await page.context().close();
});

test('rows that are far away can be found in the page', async () => {
  const page = await open(browser, { viewport: { width: 1280, height: 500 } });
  await filtered(page);
  const row = rowsOf(page).nth(45);
  const far = () => row.evaluate((element) => element.getBoundingClientRect().top > window.innerHeight);
  assert.ok(await far());
  assert.equal(await page.evaluate((text) => window.find(text), `Long ${run} 045`), true);
  // The browser scrolls to it when it lays the page out the next time.
  await page.waitForFunction((element) => element.getBoundingClientRect().top < window.innerHeight, await row.elementHandle());
  await page.context().close();
});

test('on a phone the columns stand below one another, and the order is chosen from a list', async () => {
  const page = await open(browser, { viewport: { width: 360, height: 740 }, hasTouch: true });
  await filtered(page);
  await page.getByLabel(`Order of ${title}`).selectOption('descending');
  await page.getByRole('link', { name: `Long ${run} 119` }).waitFor();
  await sound(page, 'a long list on a phone');
  await page.context().close();
});

// The site's parts: what is fetched when, and what a reader sees until it is there.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { base, launch, open, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** The modules that a page fetches from now on, without the hashes in their names. */
function modules(page) {
  const names = [];
  page.on('request', (request) => {
    const name = /\/([a-z_]+)-[0-9a-f]{16}\.wasm$/.exec(request.url())?.[1];
    if (name) names.push(name);
  });
  return names;
}

const focused = (page, heading) => page.waitForFunction(
  (text) => document.activeElement?.tagName === 'H1' && document.activeElement.textContent === text, heading);

test('the front door fetches the main module alone, a page its part', async () => {
  const page = await open(browser);
  const fetched = modules(page);
  await page.goto(base);
  await settled(page);
  assert.deepEqual([...new Set(fetched)], ['site']);
  await page.getByRole('main').getByRole('link', { name: 'Verify a licence file' }).click();
  await focused(page, 'Verify a licence file');
  assert.deepEqual(fetched.filter((name) => name.startsWith('split_')), ['split_verify']);
  await page.context().close();
});

test('until its part is there a page has a skeleton, and then its heading the focus', async () => {
  const page = await open(browser);
  let come;
  const comes = new Promise((resolve) => { come = resolve; });
  await page.route(/\/split_verify-/, async (route) => {
    await comes;
    await route.continue();
  });
  await page.goto(base);
  await page.getByRole('main').getByRole('link', { name: 'Verify a licence file' }).click();
  await page.locator('main [aria-busy="true"]').waitFor();
  assert.equal(await page.locator('main h1').count(), 0);
  come();
  await focused(page, 'Verify a licence file');
  await page.waitForFunction(() => document.title === 'Verify a licence file - Northbell Systems');
  await page.context().close();
});

for (const file of ['split_verify', 'shared_verify']) {
  test(`a part whose ${file} does not come says so, and is fetched when asked again`, async () => {
    const page = await open(browser);
    const missing = new RegExp(`/${file}-`);
    await page.route(missing, (route) => route.fulfill({ status: 404 }));
    await page.goto(base);
    await page.getByRole('main').getByRole('link', { name: 'Verify a licence file' }).click();
    await focused(page, 'Page not loaded');
    await page.getByRole('button', { name: 'Reload the page' }).waitFor();
    // The loader tells the console why.
    assert.equal(page.complaints.splice(0).length, 1);
    await sound(page, 'a part that did not come');
    await page.unroute(missing);
    await page.getByRole('button', { name: 'Try again' }).click();
    await focused(page, 'Verify a licence file');
    await page.context().close();
  });
}

test('what the menu leads to is fetched before it is opened', async () => {
  const page = await open(browser);
  const ahead = ['organisation', 'verify'].map((part) => page.waitForResponse(new RegExp(`/split_${part}-`)));
  await signIn(page, /Nora Bell/);
  for (const response of await Promise.all(ahead)) assert.ok(response.ok());
  await page.context().close();
});

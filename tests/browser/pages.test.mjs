// Every page: accessible, nothing to scroll sideways, nothing on the console; wide and
// light, narrow and dark.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { base, follow, launch, open, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Opens a page by its address. */
async function load(page, path) {
  await page.goto(base + path);
  await settled(page);
}

// Each page is come to both ways: by its address, and from another page.
const windows = {
  'wide and light': [load, { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  'narrow and dark': [follow, { viewport: { width: 320, height: 700 }, colorScheme: 'dark', hasTouch: true }],
};

/** The first link on a page whose address matches. */
async function linked(page, from, pattern) {
  await load(page, from);
  const hrefs = await page.locator('main a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  const found = hrefs.find((href) => pattern.test(href ?? ''));
  assert.ok(found, `${from} links to ${pattern}`);
  return found;
}

for (const [name, [go, options]] of Object.entries(windows)) {
  test(`signed out, ${name}`, async () => {
    const page = await open(browser, options);
    for (const path of ['/', '/verify', '/bin', '/invitation', '/action', '/activation', '/no-such-page']) {
      await load(page, path);
      await sound(page, `${path}, signed out, ${name}`);
    }
    await page.context().close();
  });

  test(`of a dealer, ${name}`, async () => {
    const page = await open(browser, options);
    await signIn(page, /Finn Carter/);
    const customer = await linked(page, '/customers', /^\/customers\/[0-9a-f-]{36}$/);
    const location = await linked(page, customer, /^\/locations\//);
    const attach = await linked(page, '/bin', /^\/bin\/.*attach/);
    const paths = ['/', '/bin', attach, '/customers', '/customers/new', '/customers/import', customer, `${customer}/locations/new`, location, '/codes', '/codes/new', '/no-such-page'];
    for (const path of paths) {
      await go(page, path);
      await sound(page, `${path}, dealer, ${name}`);
    }
    await page.goto(`${base}/bin`);
    for (const tab of ['By part', 'Recently attached', 'Recently activated']) {
      await page.getByRole('tab', { name: tab }).or(page.getByRole('link', { name: tab })).first().click();
      await settled(page);
      await sound(page, `${tab}, ${name}`);
    }
    await page.context().close();
  });

  test(`of the vendor, ${name}`, async () => {
    const page = await open(browser, options);
    await signIn(page, /Nora Bell/);
    const order = await linked(page, '/orders', /^\/orders\/[0-9a-f-]{36}$/);
    const organisation = await linked(page, '/organisations', /^\/organisations\/[0-9a-f-]{36}$/);
    const tenant = new URL(await page.getByRole('link', { name: 'Wexcombe Foods' }).evaluate((link) => link.href)).pathname;
    for (const path of ['/', '/orders', '/orders/ship', '/orders/import', order, '/organisations', organisation, tenant, '/order-forms', '/order-forms?show=accepted', '/webhooks', '/failing', '/catalogue', '/catalogue?section=parts', '/catalogue/entry?section=parts', '/catalogue/entry?section=system_types&entry=sv8100', '/catalogue/draft', '/catalogue/versions', '/catalogue/versions/1', '/catalogue/import', '/codes', '/codes/new']) {
      await go(page, path);
      await sound(page, `${path}, vendor, ${name}`);
    }
    await page.context().close();
  });

  test(`of a tenant's admin, ${name}`, async () => {
    const page = await open(browser, options);
    await signIn(page, /Tara Wells/);
    for (const path of ['/', '/upgrades', '/upgrades/items/MS15M1002', '/quota', '/settings', '/documentation', '/subscriptions', '/devices', '/devices/new', '/devices/import']) {
      await go(page, path);
      await sound(page, `${path}, tenant admin, ${name}`);
    }
    await page.context().close();
  });

  test(`of a tenant's buyer, ${name}`, async () => {
    const page = await open(browser, options);
    await signIn(page, /Bram Osei/);
    const waiting = await linked(page, '/my-upgrades?show=open', /^\/upgrades\/[0-9a-f-]{36}$/);
    const device = await linked(page, '/devices', /^\/devices\/[0-9a-f-]{36}$/);
    const seats = await linked(page, '/subscriptions', /^\/subscriptions\/[0-9a-f-]{36}\/assign$/);
    const activation = await linked(page, '/activation-code', /^\/activations\/[0-9a-f-]{36}$/);
    const paths = ['/', '/upgrades/items/MS15M9006', '/my-upgrades', '/my-upgrades?tab=completed', waiting];
    for (const path of [...paths, '/activation-code', activation, '/subscriptions', seats, '/devices', device]) {
      await go(page, path);
      await sound(page, `${path}, buyer, ${name}`);
    }
    await page.goto(`${base}/my-upgrades`);
    await settled(page);
    for (const toggle of await page.locator('.row-toggle').all()) await toggle.click();
    await sound(page, `opened rows, ${name}`);
    await page.context().close();
  });

  test(`of an operator, ${name}`, async () => {
    const page = await open(browser, options);
    await signIn(page, /Olga Petrov/);
    const id = '[0-9a-f-]{36}$';
    const item = await linked(page, '/packages', new RegExp(`^/packages/${id}`));
    const batch = await linked(page, '/codes', new RegExp(`^/codes/${id}`));
    const activation = await linked(page, '/activations?show=decided', new RegExp(`^/activations/${id}`));
    for (const path of ['/', '/packages', '/packages/new', item, `${item}/edit`, `${item}/codes`, '/codes', batch, '/activations', activation]) {
      await go(page, path);
      await sound(page, `${path}, operator, ${name}`);
    }
    await page.context().close();
  });

  test(`of who has no page yet, ${name}`, async () => {
    const page = await open(browser, options);
    await signIn(page, /Pim de Wit/);
    await sound(page, `subtenant user, ${name}`);
    await page.context().close();
  });
}

test('prints on paper without navigation', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/);
  const customer = await linked(page, '/customers', /^\/customers\/[0-9a-f-]{36}$/);
  const location = await linked(page, customer, /^\/locations\//);
  await page.goto(base + location);
  await settled(page);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('navigation').first().isVisible(), false);
  assert.ok((await page.pdf()).length > 1000);
  await page.context().close();
});

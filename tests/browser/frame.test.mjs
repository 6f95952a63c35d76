// The frame around every page: the menu, what is said, home pages, empty places.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { base, desk, launch, open, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const wide = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
const schemes = ['light', 'dark'];

const menu = (page) => page.getByRole('navigation', { name: 'Pages' });
const focusedText = (page) => page.evaluate(() => document.activeElement?.textContent);

/** Where something stands in the window. */
const box = (locator) => locator.evaluate((element) => {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left, top, right, bottom };
});
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

for (const colorScheme of schemes) {
  test(`a group of the menu opens and closes by keyboard, ${colorScheme}`, async () => {
    const page = await open(browser, { ...wide, colorScheme });
    await signIn(page, /Nora Bell/);
    const orders = menu(page).getByRole('button', { name: 'Orders' });
    const ship = menu(page).getByRole('link', { name: 'Ship an order' });
    assert.equal(await orders.getAttribute('aria-expanded'), 'false');
    assert.equal(await ship.isVisible(), false);

    await orders.focus();
    await page.keyboard.press('Enter');
    assert.equal(await orders.getAttribute('aria-expanded'), 'true');
    await ship.waitFor();
    await sound(page, `an open group, ${colorScheme}`);

    await page.keyboard.press('Tab');
    assert.equal(await focusedText(page), 'Orders');
    await page.keyboard.press('Escape');
    await ship.waitFor({ state: 'hidden' });
    assert.equal(await orders.getAttribute('aria-expanded'), 'false');
    assert.ok(await orders.evaluate((element) => element === document.activeElement), 'the button has the focus again');

    // The focus leaves it, and it closes.
    await page.keyboard.press('Space');
    for (let i = 0; i < 7; i += 1) await page.keyboard.press('Tab');
    await ship.waitFor({ state: 'hidden' });

    // A click beside it closes it; one on an entry goes there.
    await orders.click();
    await page.locator('main h1').click();
    await ship.waitFor({ state: 'hidden' });
    await orders.click();
    await ship.click();
    await page.getByRole('heading', { level: 1, name: 'Ship an order' }).waitFor();
    await ship.waitFor({ state: 'hidden' });
    assert.equal(await orders.getAttribute('aria-current'), 'true');
    await orders.click();
    assert.equal(await ship.getAttribute('aria-current'), 'page');
    assert.equal(await menu(page).locator('[aria-current=page]').count(), 1);
    await page.context().close();
  });

  test(`on a phone the whole menu is one look, ${colorScheme}`, async () => {
    const page = await open(browser, { ...phone, colorScheme });
    await signIn(page, /Nora Bell/);
    const button = page.getByRole('button', { name: 'Menu' });
    assert.equal(await menu(page).isVisible(), false);
    await button.click();
    await menu(page).waitFor();
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    const names = ['Home', 'Orders', 'Ship an order', 'Import orders', 'Upgrade orders', 'Organisations', 'Codes', 'Webhooks', 'Verify'];
    for (const name of names) {
      const entry = menu(page).getByRole('link', { name, exact: true });
      const { bottom, right } = await box(entry);
      assert.ok(bottom <= 740 && right <= 360, `${name} is within the window`);
    }
    assert.ok((await box(page.getByRole('button', { name: 'Sign out' }))).bottom <= 740);
    assert.equal(await menu(page).locator('[aria-current=page]').innerText(), 'Home');
    await sound(page, `the whole menu, ${colorScheme}`);
    await page.keyboard.press('Escape');
    await menu(page).waitFor({ state: 'hidden' });
    assert.ok(await button.evaluate((element) => element === document.activeElement));
    await button.click();
    await menu(page).getByRole('link', { name: 'Organisations' }).click();
    await page.getByRole('heading', { level: 1, name: 'Organisations' }).waitFor();
    await menu(page).waitFor({ state: 'hidden' });
    await page.context().close();
  });
}

// A message stays for a while: the windows wait for that side by side.
describe('a message', { concurrency: 2 }, () => {
  const windows = [wide, phone].flatMap((options) => ['light', 'dark'].map((colorScheme) => ({ ...options, colorScheme })));
  for (const options of windows) {
    const size = `${options.hasTouch ? 'on a phone' : 'wide'}, ${options.colorScheme}`;
    test(`what was done is said in the bar, over nothing, and goes, ${size}`, async () => {
      const page = await open(browser, options);
      await signIn(page, /Finn Carter/);
      const bar = page.getByRole('banner');
      const before = await box(bar);
      await page.getByRole('button', { name: 'Put these steps away' }).click();
      const said = page.getByText('The steps are put away.');
      await said.waitFor();
      assert.deepEqual(await page.locator('[aria-live], [role=status], [role=alert]').evaluateAll(
        (regions) => regions.filter((region) => region.textContent.includes('put away')).map((region) => region.getAttribute('role'))), ['status'], 'told once');
      assert.deepEqual(await box(bar), before, 'nothing moves');
      const its = await box(said);
      assert.ok(its.left >= before.left && its.right <= before.right && its.top >= before.top && its.bottom <= before.bottom, 'it is in the bar');
      for (const other of await bar.locator('a, button, input').all()) {
        if (await other.isVisible()) assert.ok(!overlap(its, await box(other)), await other.evaluate((element) => element.outerHTML));
      }
      await sound(page, `a message, ${size}`);
      await said.waitFor({ state: 'hidden' });

      // Who missed it finds it.
      const messages = page.getByRole('button', { name: 'Messages' });
      await messages.click();
      await page.getByRole('heading', { name: 'Messages' }).waitFor();
      await page.getByText('The steps are put away.').waitFor();
      await sound(page, `messages, ${size}`);
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: 'Messages' }).waitFor({ state: 'hidden' });
      assert.ok(await messages.evaluate((element) => element === document.activeElement));
      await page.context().close();
    });
  }
});

test('one message is shown at a time, and all of them stand in the list', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/);
  await page.getByRole('button', { name: 'Put these steps away' }).click();
  await page.getByRole('button', { name: 'Show the steps again' }).click();
  await page.getByRole('button', { name: 'Put these steps away' }).click();
  assert.equal(await page.getByText('The steps are put away.').count(), 1);
  await page.getByRole('button', { name: 'Messages' }).click();
  await page.getByRole('heading', { name: 'Messages' }).waitFor();
  assert.equal(await page.getByRole('banner').getByRole('listitem').filter({ hasText: 'The steps are put away.' }).count(), 2);
  await page.context().close();
});

test('steps that were put away stay away, for the user who did', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/);
  const steps = page.getByRole('heading', { name: 'From order to licence file' });
  await steps.waitFor();
  await page.getByRole('button', { name: 'Put these steps away' }).click();
  await steps.waitFor({ state: 'hidden' });
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await settled(page);
  assert.equal(await steps.count(), 0);
  await sound(page, 'a home page without its steps');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).waitFor();
  await signIn(page, /Nora Bell/);
  await page.getByRole('heading', { name: 'How an order starts' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).waitFor();

  await signIn(page, /Finn Carter/);
  await page.getByRole('button', { name: 'Show the steps again' }).click();
  await steps.waitFor();
  assert.equal(await focusedText(page), 'From order to licence file');
  await page.context().close();
});

test('an empty place leads on', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/);
  const call = await desk(page);
  const customer = await call('POST', '/api/customers', { name: 'Empty Places', address: { country: 'NL' } });
  await page.goto(`${base}/customers/${customer.customer_id}`);
  await settled(page);
  await sound(page, 'a customer without locations');
  const locations = page.getByRole('region', { name: 'Locations' });
  await locations.getByRole('link', { name: 'New location' }).click();
  await page.getByRole('heading', { name: 'New location' }).waitFor();

  const details = { name: 'Nothing yet', address: { country: 'NL' }, customer_email: 'desk@empty.example.com', dealer_email: 'finn.carter@example.com' };
  const location = await call('POST', `/api/customers/${customer.customer_id}/locations`, { system_type: 'sv8100', hkc: '191000399001', details });
  await page.goto(`${base}/locations/${location.location_id}`);
  await settled(page);
  await sound(page, 'a location without licences');
  const activated = page.getByRole('region', { name: 'Activated licences' });
  await activated.getByText('No licence is activated here yet.').waitFor();
  await activated.getByRole('link', { name: 'Attach licences' }).click();
  await page.getByRole('heading', { name: 'Licence bin' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('location'), location.location_id);
  await page.context().close();
});

test('a country is chosen by name or code, and what is none is refused at its field', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/, '/customers/new');
  for (const [typed, shown] of [['nl', 'Netherlands'], ['Ivory Coast', 'Côte d’Ivoire']]) {
    await page.goto(`${base}/customers/new`);
    await page.getByLabel(/^(Business )?name/i).first().fill(`Customer in ${shown}`);
    const country = page.getByLabel('Country');
    assert.equal(await country.evaluate((input) => input.list.options.length), 249);
    await country.fill('Atlantis');
    await page.getByRole('button', { name: 'Save customer' }).click();
    await page.getByText('There is no such country here.').first().waitFor();
    assert.equal(await country.getAttribute('aria-invalid'), 'true');
    await sound(page, 'a country that is none');
    await country.fill(typed);
    await page.getByRole('button', { name: 'Save customer' }).click();
    await page.getByRole('heading', { name: `Customer in ${shown}` }).waitFor();
    await page.getByRole('region', { name: 'Details' }).getByText(shown).waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.waitForFunction((name) => document.querySelector('input[list=countries]')?.value === name, shown);
  }
  await page.context().close();
});

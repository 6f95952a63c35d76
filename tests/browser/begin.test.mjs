// A vendor begins with nothing, and by pages alone has a desk that sells what it makes: a catalogue of
// its own, a dealer that attaches and activates, a tenant that buys.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { emptyDesk } from './empty.mjs';

const stack = await emptyDesk();
process.env.LATCHKEY_URL = stack.url;
const { base, desk, launch, newestMail, now, open, settled, signIn, sound } = await import('./browser.mjs');

let browser;
before(async () => { browser = await launch(); });
after(async () => {
  await browser.close();
  await stack.stop();
});

/** A picture of 2 by 1 pixels. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGPgzssDIgAFkgHPws2cEQAAAABJRU5ErkJggg==', 'base64');

const day = (date) => date.toISOString().slice(0, 10);
const later = async (days) => day(new Date((await now()).getTime() + days * 86_400_000));

/** Goes to a page of who is signed in. */
async function go(page, path) {
  await page.goto(base + path);
  await settled(page);
}

/** Fills a form's fields by their labels: text, or a choice where it is an object. */
async function fill(scope, values) {
  for (const [label, value] of Object.entries(values)) {
    const field = scope.getByLabel(label, { exact: true }).or(scope.getByLabel(`${label} (optional)`, { exact: true }));
    if (typeof value === 'object') await field.selectOption(value);
    else await field.fill(value);
  }
}

const choose = (value) => ({ value });

/** Adds an entry to the draft from its section's tab. */
async function add(page, section, one, values, meanwhile = async () => {}) {
  await go(page, `/catalogue?section=${section}`);
  await page.getByRole('link', { name: `Add: ${one}` }).click();
  await page.getByRole('heading', { level: 1, name: `Add: ${one}` }).waitFor();
  await settled(page);
  await fill(page, values);
  await meanwhile();
  await sound(page, `a new ${one}`);
  await save(page);
}

async function save(page) {
  await page.getByRole('button', { name: 'Save to the draft' }).click();
  await page.getByRole('heading', { level: 1, name: 'Catalogue' }).waitFor();
  await settled(page);
}

/** Invites somebody to an organisation, whose page is open, and has them accept. */
async function invite(page, name, roles) {
  const email = `${name.toLowerCase().replace(' ', '.')}@example.com`;
  await page.getByRole('button', { name: 'Invite a user' }).first().click();
  const dialog = page.getByRole('dialog');
  await fill(dialog, { Name: name, 'E-mail': email });
  for (const role of roles) await dialog.getByRole('checkbox', { name: new RegExp(`^${role}`) }).check();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  const mail = await newestMail(email, /^You are invited to Press Desk for /);
  assert.match(mail.from, /^"Press Desk" <.+@.+>$/);
  const guest = await open(browser);
  await guest.goto(mail.text.match(/http\S+#token=\S+/)[0]);
  await guest.getByRole('button', { name: 'Sign in and accept' }).click();
  await guest.getByLabel('Name').fill(name);
  await guest.getByRole('button', { name: 'Sign in as somebody new' }).click();
  await guest.getByRole('button', { name: 'Sign out' }).waitFor();
  await settled(guest);
  return guest;
}

/** The steps that are done. */
async function done(page) {
  await go(page, '/');
  const steps = page.getByRole('region', { name: 'First steps' });
  await steps.waitFor();
  const links = await steps.getByRole('link').allInnerTexts();
  return links.filter((text) => text.includes('(done)')).map((text) => text.replace('(done)', '').trim());
}

test('an empty desk becomes one that sells, by pages alone', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  assert.deepEqual(await done(page), []);
  assert.equal(await page.title(), 'Home - Latchkey');
  await sound(page, 'an empty desk');

  // What is sold.
  await page.getByRole('region', { name: 'First steps' }).getByRole('link', { name: 'Catalogue' }).click();
  await page.getByText('There is no catalogue yet.').waitFor();
  await settled(page);
  await sound(page, 'an empty catalogue');
  await add(page, 'applications', 'application', { Id: 'press', Name: 'Press control', Characters: 'PR' });

  await go(page, '/catalogue/entry?section=terms&entry=');
  await fill(page, { Name: 'standard', Text: 'For this press and for no other.' });
  await sound(page, 'terms');
  await save(page);

  await go(page, '/catalogue/entry?section=desk&entry=');
  await fill(page, { 'Name of the desk': 'Press Desk' });
  const file = page.getByLabel('Choose a picture');
  await file.setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') });
  await page.getByText('This is not a picture. Choose a PNG, JPEG or WebP file.').waitFor();
  await sound(page, 'a logo that is refused');
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png });
  await page.getByAltText('The logo as it is shown').waitFor();
  await sound(page, 'a logo');
  await save(page);
  await add(page, 'links', 'link', { Name: 'Go to store', Address: 'https://shop.example.com/' });
  await add(page, 'links', 'link', { Name: 'For dealers', Address: 'https://dealers.example.com/', 'Roles that see it': 'licence-user' });

  const format = {
    Id: 'press-12', Name: 'Press 12', Characters: '12', 'Terms to accept': choose('standard'),
    'Where its hardware key codes come from': choose('entered'),
    'Hardware key code in words': 'A press code is P and 6 digits', 'Hardware key code as an example': 'P123456',
    'Patterns of the hardware key code': '^P[0-9]{6}',
  };
  await add(page, 'system_types', 'system type', format, async () => {
    const said = page.locator('#hkc-trial-about').getByRole('status');
    await page.getByLabel('Try a hardware key code').fill('P65');
    await said.filter({ hasText: 'The format cannot be used yet. A pattern begins with ^ and ends with $' }).waitFor();
    await page.getByRole('button', { name: 'Save to the draft' }).click();
    await page.getByRole('alert').getByText(/^Patterns of the hardware key code: A pattern begins with/).waitFor();
    await page.getByLabel('Patterns of the hardware key code').fill('^P[0-9]{6}$');
    await said.filter({ hasText: 'It is refused: A press code is P and 6 digits, such as P123456.' }).waitFor();
    await page.getByLabel('Try a hardware key code').fill('p654321');
    await said.filter({ hasText: 'It is accepted, and stands as P654321.' }).waitFor();
  });

  const part = { Kind: choose('licence'), Application: choose('press'), 'System types that it fits': 'press-12' };
  await add(page, 'parts', 'part', { Number: 'PR100', Name: 'Speed', ...part, 'Feature that it grants': 'speed', 'Units of the feature': '10' });
  await add(page, 'parts', 'part', { Number: 'PR200', Name: 'Colour', ...part, 'Feature that it grants': 'colour', 'Version of the feature': '2' });
  await add(page, 'parts', 'part', { Number: 'PR900', Name: 'SWA unit', Kind: choose('swa-unit'), Application: choose('press') });

  const card = {
    Version: '2026-1', From: await later(-30), 'Months of grace': '3', 'Days of a quote': '30', 'Months of a unit': '12',
    'Months that went by without SWA': choose('charged'), Terms: '12: 1\n24: 0.95',
    'Months of a renewal at least': '12', 'Months of a renewal at most': '60',
    'Longest term in months': '60', 'Units a month': 'PR100: 0.5\nPR200: 1',
  };
  await add(page, 'rate_cards', 'rate card', card, async () => {
    await page.getByLabel('Licences of the example').fill('PR100: 10\nPR200: 1');
    await page.getByRole('row', { name: '12 months' }).getByText('72 units').waitFor();
  });

  await add(page, 'metrics', 'metric', { Id: 'sheets', Name: 'Sheets', Unit: 'sheets' });
  await add(page, 'upgrade_plans', 'plan', { Id: 'basic', Name: 'Basic', Quota: 'sheets: 100' });
  await go(page, '/catalogue/entry?section=upgrade_conditions&entry=');
  await fill(page, { Billing: 'At once', Payment: 'Invoice', Term: 'To the end of the contract', Provider: 'Press Works' });
  await save(page);
  await add(page, 'upgrade_items', 'upgrade', {
    SKU: 'PU1', Name: 'More sheets', Description: '50 more sheets.', Metric: choose('sheets'), Amount: '50', 'Most at a time': '10',
    'Price of a year': '120000', 'Currency of the price of a year': 'EUR', 'Price of a month': '12000',
    'Currency of the price of a month': 'EUR', 'Plans of which a tenant needs one': 'basic',
  });

  await go(page, '/catalogue/entry?section=applications&entry=press');
  const uses = page.getByRole('region', { name: 'Where it is used in the catalogue' });
  for (const used of ['Part PR100', 'Rate card 2026-1']) await uses.getByRole('link', { name: used }).waitFor();
  await sound(page, 'an entry that is used');

  await go(page, '/catalogue/draft');
  await page.getByText(/^A picture of \d+ bytes$/).waitFor();
  await sound(page, 'the first version, before it is published');
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.getByText('Version 1 is in force.').first().waitFor();
  assert.deepEqual(await done(page), ['Catalogue']);

  // The desk is the vendor's by now: browsers are told so after five minutes, others at once.
  const door = await open(browser);
  await door.goto(base);
  await door.getByRole('banner').getByRole('link', { name: 'Press Desk' }).locator('img').waitFor();
  await door.waitForFunction(() => document.title.endsWith(' - Press Desk'));
  await settled(door);
  await sound(door, 'the front door');
  await door.context().close();
  const slow = await open(browser);
  await slow.route('**/*.wasm', () => {});
  await slow.goto(base);
  await slow.getByRole('banner').getByRole('link', { name: 'Press Desk' }).waitFor();
  await slow.waitForFunction(() => document.title === 'Press Desk');
  await slow.context().close();

  // Who buys it.
  await go(page, '/organisations');
  await page.getByRole('button', { name: 'New organisation' }).first().click();
  await fill(page.getByRole('dialog'), { Name: 'Alder Print', Kind: choose('dealer') });
  await page.getByRole('dialog').getByRole('button', { name: 'Add organisation' }).click();
  await page.getByRole('heading', { level: 1, name: 'Alder Print' }).waitFor();
  await settled(page);
  const dealer = await invite(page, 'Dana Fox', ['licence-user', 'swa-user']);
  assert.deepEqual(await done(page), ['Catalogue', 'Organisations', 'People']);
  await sound(page, 'a desk that has begun');

  await go(page, '/organisations');
  await page.getByRole('button', { name: 'New organisation' }).first().click();
  await fill(page.getByRole('dialog'), { Name: 'Copper Works', Kind: choose('tenant') });
  await page.getByRole('dialog').getByRole('button', { name: 'Add organisation' }).click();
  await page.getByRole('heading', { level: 1, name: 'Copper Works' }).waitFor();
  await settled(page);
  await page.getByRole('region', { name: 'Plan and contract' }).getByRole('button', { name: 'Change' }).click();
  await fill(page.getByRole('dialog'), {
    Plan: { label: 'Basic' }, 'Sold-To-ID': 'CW1', 'First day': await later(-10), 'Last day': await later(300),
    'Commercial contact': 'orders@copper.example.com',
  });
  await sound(page, 'plan and contract');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Plan and contract of Copper Works are saved.').first().waitFor();
  const buyer = await invite(page, 'Bo Lind', ['tenant-admin', 'buyer']);

  // The first order.
  await go(page, '/orders/ship');
  await page.getByLabel('Organisation').first().selectOption({ label: 'Alder Print (dealer)' });
  await fill(page, { 'Purchase order': 'AP-1', 'Sales order': 'S-1' });
  for (const [index, [number, quantity]] of [['PR100', '10'], ['PR200', '1'], ['PR900', '500']].entries()) {
    if (index > 0) await page.getByRole('button', { name: 'Add a line' }).click();
    await page.getByLabel('Part').nth(index).fill(number);
    await page.getByLabel('Quantity').nth(index).fill(quantity);
  }
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('heading', { name: 'Check the order' }).waitFor();
  await sound(page, 'the first order');
  await page.getByRole('button', { name: 'Ship', exact: true }).click();
  await page.getByText('Order AP-1 is in the bin of Alder Print.').first().waitFor();
  await go(page, '/');
  await page.getByRole('region', { name: 'How an order starts' }).waitFor();
  assert.equal(await page.getByRole('region', { name: 'First steps' }).count(), 0);

  // The vendor's pages elsewhere, by role.
  await page.reload();
  await settled(page);
  await page.getByRole('link', { name: 'Go to store (opens in a new tab)' }).waitFor();
  assert.equal(await page.getByText('For dealers').count(), 0);
  await page.context().close();

  await dealerWorks(dealer);
  await tenantBuys(buyer);
});

/** A location is made, licences are attached and activated, SWA is assigned. */
async function dealerWorks(page) {
  await go(page, '/');
  await page.getByRole('button', { name: 'Links' }).click();
  const link = page.getByRole('link', { name: 'For dealers (opens in a new tab)' });
  await link.waitFor();
  assert.deepEqual(
    await link.evaluate(({ href, target, rel }) => [href, target, rel]),
    ['https://dealers.example.com/', '_blank', 'noopener'],
  );
  await sound(page, 'the menu with links');

  await go(page, '/customers/new');
  await fill(page, { 'Business name': 'Riverside Print', Country: 'Netherlands' });
  await page.getByRole('button', { name: 'Save customer' }).click();
  await page.getByRole('heading', { name: 'Riverside Print' }).waitFor();
  await page.getByRole('link', { name: /New location|Add (a |the first )?location/ }).first().click();
  await page.getByLabel('System type').selectOption({ label: 'Press 12' });
  await page.getByLabel('Hardware key code (HKC)').fill('P65');
  await fill(page, {
    'Location name': 'Hall 1', Country: 'Netherlands', 'Customer e-mail': 'it@riverside.example.com', 'Dealer e-mail': 'dana.fox@example.com',
  });
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('alert').getByText(/A press code is P and 6 digits, such as P123456\./).first().waitFor();
  await sound(page, 'a code that is refused');
  await page.getByLabel('Hardware key code (HKC)').fill('p654321');
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('heading', { name: 'Hall 1' }).waitFor();

  await go(page, '/bin');
  await page.getByRole('link', { name: 'AP-1' }).click();
  await page.getByRole('combobox', { name: /Part of its name or HKC/ }).fill('654321');
  await page.getByRole('option', { name: /Hall 1/ }).click();
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('heading', { name: 'Hall 1' }).waitFor();
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  const terms = page.getByRole('dialog');
  await terms.getByText('For this press and for no other.').waitFor();
  await terms.getByLabel(/I accept the terms/).check();
  await terms.getByRole('button', { name: 'Activate for good' }).click();
  await page.getByRole('button', { name: 'Get an SWA quote' }).click();

  const quote = page.getByRole('dialog', { name: 'Quote for software assurance' });
  await quote.getByRole('radio', { name: /72 units for 12 months/ }).waitFor();
  await sound(page, 'a quote by a rate card of its own');
  await quote.getByLabel(/I authorise/).check();
  await quote.getByRole('button', { name: 'Proceed' }).click();
  await page.getByRole('region', { name: 'Software assurance' }).getByText('Pending', { exact: true }).waitFor();
  await sound(page, 'software assurance of a press');

  await page.getByRole('link', { name: /certificate/i }).first().waitFor();
  await go(page, `${new URL(page.url()).pathname}/certificate`);
  await page.getByRole('region', { name: 'Certificate' }).getByText('Press Desk').waitFor();
  await sound(page, 'a certificate of its own');
  await page.context().close();
}

/** An upgrade is bought, and its quota is there. */
async function tenantBuys(page) {
  await go(page, '/upgrades/items/PU1');
  await page.getByLabel('Quantity').fill('2');
  await page.getByLabel(/accept the terms/).check();
  await sound(page, 'an upgrade of its own');
  await page.getByRole('button', { name: /^Buy for/ }).click();
  await page.getByText('Provisioned: the quota is there').waitFor();
  await page.context().close();
}

test('an order form offers any part of a large catalogue as one types', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  const call = await desk(page);
  const option = (_, n) => ({
    number: `PX${1000 + n}`, name: `Press option ${n}`, kind: 'licence', application: 'press', fits: ['press-12'],
    grants: { feature: `option-${n}`, amount: 1 },
  });
  const content = JSON.stringify(Array.from({ length: 700 }, option));
  const { revision, faults } = await call('POST', '/api/catalogue/draft/import', { revision: 0, format: 'json', section: 'parts', content });
  assert.deepEqual(faults, []);
  await call('POST', '/api/catalogue/draft/publish', { revision, after: 1 });

  await go(page, '/orders/ship');
  const offered = page.locator('datalist#parts option');
  await offered.first().waitFor({ state: 'attached' });
  assert.equal(await offered.count(), 500);
  const part = page.getByRole('group', { name: 'Line 1' }).getByLabel('Part');
  await part.fill('option 699');
  await page.locator('datalist#parts option[value=PX1699]').waitFor({ state: 'attached' });
  await part.fill('px1699');
  await page.getByRole('group', { name: 'Line 1' }).getByText('Press option 699').waitFor();
  await page.context().close();
});

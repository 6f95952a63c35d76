// Software assurance, as a dealer with the role does it: quote, think it over, activate,
// renew; the vendor's allowances and a distributor's shipping on; and that nobody else sees it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, desk, forward, launch, newestMail, open, settled, signIn, sound } from './browser.mjs';

const phone = { viewport: { width: 320, height: 700 }, colorScheme: 'dark', hasTouch: true };
const order = { purchase_order: 'FT-SWA-1', sales_order: '1287850' };
const address = { street: '', city: '', state: '', zip: '', country: 'NL' };

let browser;
let hotel;
before(async () => {
  browser = await launch();
  const vendor = await open(browser);
  await signIn(vendor, /Nora Bell/);
  const call = await desk(vendor);
  const { items } = await call('GET', '/api/organisations');
  const id = (name) => items.find((one) => one.name === name).organisation_id;
  // With the 300 units that the demo data leaves available, the manual's 5985.
  const lines = { LK180007: 2, LK180064: 4, LK530010: 4, BE112031: 5685 };
  await call('POST', '/api/orders', {
    organisation_id: id('Fenwick Telecom'),
    ...order,
    lines: Object.entries(lines).map(([part, quantity]) => ({ part, quantity })),
  });
  await call('POST', '/api/orders', {
    organisation_id: id('Harbour Distribution'),
    purchase_order: 'HD-SWA-1',
    sales_order: '1287851',
    lines: [{ part: 'BE112031', quantity: 400 }],
  });
  await vendor.context().close();

  const page = await open(browser);
  await signIn(page, /Freya Lind/);
  const dealer = await desk(page);
  const customer = await dealer('POST', '/api/customers', { name: 'Lakeside Hotel Group', address, vertical: '', reference: '' });
  hotel = {
    customer: customer.customer_id,
    desk: await location(dealer, customer, 'sv8300', '18CYG-IPS-00000000BJ300643SE', 'Front desk', { LK180007: 1, LK180064: 2 }),
    spa: await location(dealer, customer, 'umobility', '53A4AA191201', 'Spa mobiles', { LK530010: 2 }),
  };
  await page.context().close();
});
after(() => browser.close());

/** A location with licences attached. */
async function location(call, customer, system_type, hkc, name, parts) {
  const details = { name, address, customer_email: 'it@lakeside.example.com', dealer_email: 'freya.lind@example.com' };
  const made = await call('POST', `/api/customers/${customer.customer_id}/locations`, { system_type, hkc, details });
  await attach(call, made.location_id, parts);
  return made.location_id;
}

/** Attaches licences of the order. */
async function attach(call, location_id, parts) {
  const { items } = await call('GET', '/api/bin');
  const { order_id } = items.find((one) => one.purchase_order === order.purchase_order);
  const lines = Object.entries(parts).map(([part, quantity]) => ({ part, quantity }));
  await call('POST', `/api/locations/${location_id}/attach`, { order_id, lines });
}

/** Activates whatever is attached. */
async function activate(call, location_id) {
  const { attached } = await call('GET', `/api/locations/${location_id}`);
  const software_key_codes = attached.map((licence) => licence.software_key_code);
  await call('POST', `/api/locations/${location_id}/activate`, { software_key_codes, terms_accepted: true });
}

const number = (value) => value.toLocaleString('en-GB');

/** Goes to a page of somebody who is signed in. */
async function go(page, path) {
  await page.goto(base + path);
  await settled(page);
}

/** The section of software assurance on a location's page. */
const assurance = (page) => page.getByRole('region', { name: 'Software assurance' });

/** Takes the shortest term of the quote that is open. */
async function proceed(page) {
  const dialog = page.getByRole('dialog', { name: 'Quote for software assurance' });
  await dialog.getByRole('button', { name: 'Proceed' }).click();
  await dialog.getByText('Authorise that SWA units are taken').first().waitFor();
  await dialog.getByLabel(/I authorise/).check();
  await dialog.getByRole('button', { name: 'Proceed' }).click();
  await page.getByRole('timer').first().waitFor();
}

test('activated licences are quoted, assigned, and the assignment is cancelled', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, `/locations/${hotel.desk}`);
  const { available } = await (await desk(page))('GET', '/api/swa/bin');
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await page.getByLabel(/I accept the terms/).check();
  await page.getByRole('button', { name: 'Activate for good' }).click();
  await page.getByRole('button', { name: 'Get an SWA quote' }).click();

  const dialog = page.getByRole('dialog', { name: 'Quote for software assurance' });
  const group = dialog.getByRole('group', { name: /SV8300/ });
  for (const term of ['264 units for 12 months', '513 units for 24 months', '753 units for 36 months', '0 units: activate SWA later']) {
    await group.getByRole('radio', { name: term }).waitFor();
  }
  assert.ok(await group.getByRole('radio', { name: /264 units/ }).isChecked());
  await dialog.getByText(`${number(available)} available`).waitFor();
  await sound(page, 'quote');
  await group.getByRole('radio', { name: /513 units/ }).check();
  await dialog.getByText('513 needed').waitFor();
  await group.getByRole('radio', { name: /later/ }).check();
  await dialog.getByRole('button', { name: 'Activate SWA later' }).waitFor();
  await group.getByRole('radio', { name: /264 units/ }).check();
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'CSV' }).click()]);
  assert.match(file.suggestedFilename(), /^swa-quote-.*\.csv$/);
  await proceed(page);

  await assurance(page).getByText('Pending', { exact: true }).waitFor();
  assert.match(await page.getByRole('timer').innerText(), /^(24:00|23:5\d)$/);
  await sound(page, 'pending');
  await go(page, '/swa');
  await page.getByRole('region', { name: 'Units' }).getByText(number(available - 264)).waitFor();
  await sound(page, 'units with an allocation');

  await go(page, `/locations/${hotel.desk}`);
  await assurance(page).getByRole('button', { name: /^Cancel/ }).click();
  const question = page.getByRole('dialog', { name: 'Cancel this assignment?' });
  await question.getByText('264').waitFor();
  await sound(page, 'cancel dialog');
  await question.getByRole('button', { name: 'Cancel the assignment' }).click();
  await page.getByText('264 SWA units are back in the bin').waitFor();
  await page.getByRole('timer').waitFor({ state: 'detached' });
  await page.context().close();
});

test('a prospect is quoted, assigned, and processed immediately for a reason', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/swa/prospects');
  const call = await desk(page);
  const row = page.getByRole('row', { name: /Front desk/ });
  await row.getByText('In grace').waitFor();
  await sound(page, 'prospects');
  await row.getByRole('link', { name: 'Get a quote' }).click();

  // While the quote is being looked at, somebody activates one more licence.
  const quote = page.getByRole('dialog', { name: 'Quote for software assurance' });
  await quote.getByRole('radio', { name: '264 units for 12 months' }).waitFor();
  await attach(call, hotel.desk, { LK180007: 1 });
  await activate(call, hotel.desk);
  await quote.getByLabel(/I authorise/).check();
  await quote.getByRole('button', { name: 'Proceed' }).click();
  await quote.getByRole('radio', { name: /288 units for 12 months\s*was 264 units/ }).waitFor();
  await sound(page, 'new quote beside the old one');
  await proceed(page);

  await assurance(page).getByRole('button', { name: /^Process immediately/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Process immediately?' });
  await dialog.getByText('This cannot be undone').waitFor();
  await dialog.getByRole('button', { name: 'Process for good' }).click();
  await dialog.getByText('Say why it cannot wait').first().waitFor();
  await sound(page, 'process dialog');
  await dialog.getByLabel('Reason').fill('The engineer is on site');
  await dialog.getByRole('button', { name: 'Process for good' }).click();
  await assurance(page).getByText('Active', { exact: true }).waitFor();
  await assurance(page).getByText(/^50180-[A-Z]{4}\d{5}-N$/).waitFor();
  await sound(page, 'active');

  await assurance(page).getByRole('link', { name: 'History and certificate' }).click();
  await page.getByText('Processed at once: The engineer is on site').waitFor();
  await sound(page, 'history');
  await page.emulateMedia({ media: 'print' });
  await page.getByText('Software assurance certificate').waitFor();
  assert.ok((await page.pdf()).length > 1000);
  await page.context().close();
});

test('what is left alone activates by itself, on a page that stays open', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, `/locations/${hotel.spa}`);
  await activate(await desk(page), hotel.spa);
  await page.reload();
  await settled(page);
  await assurance(page).getByRole('button', { name: 'Get a quote' }).click();
  await proceed(page);
  await forward(23);
  // The page asks the desk what time it is, not the browser.
  await page.getByRole('timer').filter({ hasText: /^00:5\d$|^01:00$/ }).waitFor();
  await forward(1);
  await assurance(page).getByText('Active', { exact: true }).waitFor();
  await assurance(page).getByText(/^50530-[A-Z]{4}\d{5}-N$/).waitFor();
  await newestMail('freya.lind@example.com', /[Ss]oftware assurance/);
  await page.context().close();
});

test('two locations are renewed to one end', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, `/customers/${hotel.customer}`);
  await page.getByRole('link', { name: 'Renew software assurance' }).click();
  await page.getByRole('heading', { name: 'Renewal for Lakeside Hotel Group' }).waitFor();
  await page.getByText('2 of 2 chosen').waitFor();
  await page.getByRole('button', { name: 'Renew 2 agreements' }).waitFor();
  for (const name of ['Front desk', 'Spa mobiles']) await page.getByRole('link', { name }).waitFor();
  await page.getByRole('img', { name: /Agreed: .*; To be renewed: / }).first().waitFor();
  await sound(page, 'renewal');

  // Longer than one of the applications allows: the reason stands beside each, and nothing can be renewed.
  await page.getByRole('textbox', { name: 'Months' }).fill('60');
  await page.getByText('Something was changed. Get a new quote.').waitFor();
  await page.getByRole('button', { name: 'Get quote' }).click();
  await page.getByText('this is the longest for its product').first().waitFor();
  await sound(page, 'renewal that fails');

  await page.getByRole('textbox', { name: 'Months' }).fill('12');
  await page.getByRole('button', { name: 'Get quote' }).click();
  await page.getByRole('button', { name: 'Renew 2 agreements' }).click();
  const dialog = page.getByRole('dialog', { name: 'Renew these agreements?' });
  await dialog.getByText('This cannot be undone').waitFor();
  await dialog.getByRole('button', { name: 'Renew for good' }).click();
  await dialog.getByText('Authorise that SWA units are taken').first().waitFor();
  await sound(page, 'renewal summary');
  await dialog.getByLabel(/I authorise/).check();
  await dialog.getByRole('button', { name: 'Renew for good' }).click();
  await page.getByText(/2 agreements are renewed to \d+ \w+ \d{4}\./).waitFor();
  assert.equal(await page.getByText(/-R01$/).count(), 2);
  await sound(page, 'renewed');
  await page.context().close();
});

test('the vendor allows a dealer, and the distributor ships units on', async () => {
  const vendor = await open(browser);
  await signIn(vendor, /Nora Bell/, '/organisations');
  await vendor.getByRole('link', { name: 'Harbour Distribution' }).click();
  const allowances = vendor.getByRole('region', { name: 'Dealers that it may ship to' });
  await allowances.getByRole('button', { name: 'Allow a dealer' }).first().click();
  await vendor.getByRole('dialog').getByLabel('Dealer').selectOption({ label: 'Fenwick Telecom' });
  await sound(vendor, 'allowance dialog');
  await vendor.getByRole('dialog').getByRole('button', { name: 'Allow' }).click();
  await allowances.getByRole('link', { name: 'Fenwick Telecom' }).waitFor();
  await sound(vendor, 'allowances');
  await vendor.context().close();

  const page = await open(browser);
  await signIn(page, /Hana Okafor/, '/swa');
  await page.getByRole('link', { name: 'Ship on to a dealer' }).click();
  await page.getByLabel("Dealer's e-mail").fill('freya.lind@example.com');
  await page.getByLabel('Purchase order').fill('PO-SWAreship');
  await page.getByLabel('Sales order').fill('SO-SWAreship');
  await page.getByLabel('Units').fill('100000');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('heading', { name: 'This was not done' }).waitFor();
  await sound(page, 'too many units to ship on');
  await page.getByLabel('Units').fill('250');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('heading', { name: 'Check what will be shipped' }).waitFor();
  await page.getByRole('region', { name: 'Check what will be shipped' }).getByText('Fenwick Telecom').first().waitFor();
  await sound(page, 'check of what is shipped on');
  await page.getByRole('button', { name: 'Ship', exact: true }).click();
  await page.getByRole('link', { name: 'PO-SWAreship' }).waitFor();
  await sound(page, 'shipped on');
  await page.context().close();
});

test('a licence user sees nothing of software assurance', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/);
  assert.equal(await page.getByRole('link', { name: 'Software assurance' }).count(), 0);
  for (const path of ['/swa', '/swa/prospects', `/customers/${hotel.customer}/renewal`, `/locations/${hotel.desk}/swa`]) {
    await go(page, path);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  }
  for (const path of [`/locations/${hotel.desk}`, `/customers/${hotel.customer}`]) {
    await go(page, path);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    assert.equal(await page.getByText(/software assurance/i).count(), 0, path);
  }
  await page.context().close();
});

test('the pages of software assurance, narrow and dark', async () => {
  const page = await open(browser, phone);
  await signIn(page, /Freya Lind/, '/swa');
  const paths = [
    '/swa',
    '/swa/prospects',
    `/locations/${hotel.desk}`,
    `/locations/${hotel.desk}/swa`,
    `/customers/${hotel.customer}`,
    `/customers/${hotel.customer}/renewal`,
  ];
  for (const path of paths) {
    await go(page, path);
    await sound(page, `${path}, narrow and dark`);
  }
  await page.context().close();
});

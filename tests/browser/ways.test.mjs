// System types with a way of their own: licences that are imported, redundant pairs, licence files that come
// from elsewhere, systems that become others, licences that hold for a while, hardware that is replaced.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, follow, launch, newestMail, open, signIn, sound } from './browser.mjs';
import { begun, shipped } from './partner.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** A code that no other run has, of so many digits. */
const fresh = (digits) => String(Date.now() + Math.floor(Math.random() * 1000)).slice(-digits);

/** Makes a location by its form. */
async function make(page, { type, hkc, name, key }) {
  await page.getByLabel('System type').selectOption({ label: type });
  await page.getByLabel('Hardware key code (HKC)', { exact: true }).fill(hkc);
  if (key) await page.getByLabel('Product key').fill(key);
  await page.getByLabel('Location name').fill(name);
  await page.getByLabel('Customer e-mail').fill('front.desk@example.com');
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
  return page.url().split('/').at(-1);
}

async function activated(page, location, order, lines) {
  const call = await desk(page);
  const { attached } = await call('POST', `/api/locations/${location}/attach`, { order_id: order, lines });
  const software_key_codes = attached.map((licence) => licence.software_key_code);
  await call('POST', `/api/locations/${location}/activate`, { software_key_codes, terms_accepted: true });
  await page.reload();
}

const saves = (page, button) => Promise.all([page.waitForEvent('download'), button.click()]);

test('what a DECT system has is imported once, line by line', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Hospital');
  const pari = `1${fresh(7)}`;
  await make(page, { type: 'IP DECT', hkc: pari, name: 'Wards' });
  const section = page.getByRole('region', { name: 'Import from the installed system' });
  await section.getByText('What such a file looks like').click();
  await section.getByText('INVALID_FEATURE_TIMESTAMP').waitFor();
  await sound(page, 'what a feature file looks like');
  const file = (text) => ({ name: 'dect.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  const good = `PARI ${pari}\nMADE 2014-11-04T09:30:00Z\nEU917017 50\nEU917027 50\nEU917029 50\nEU917005 1\n`;
  await section.getByLabel('Choose the feature file').setInputFiles(file(good.replace('EU917005 1', 'EU917005 one')));
  await section.getByText('INVALID_FEATURE_QUANTITY (line 6)').first().waitFor();
  await sound(page, 'a feature file that is wrong');
  await section.getByLabel('Choose the feature file').setInputFiles(file(good));
  await section.getByRole('cell', { name: 'IPDECT Messaging 1 AP Lic' }).waitFor();
  await sound(page, 'a feature file to verify');
  await section.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('region', { name: 'Activated licences' }).getByText('IPDECT Redundancy Lic').waitFor();
  await page.getByText(/^M-1\d{11}$/).first().waitFor();
  assert.equal(await section.count(), 0);
  await page.context().close();
});

test('a redundant pair has one file for both', async () => {
  const page = await open(browser, { viewport: { width: 360, height: 740 } });
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Bank');
  const digits = fresh(12);
  await page.getByLabel('System type').selectOption({ label: 'BX / OVOC hardware (BX500, BX800, BX1000)' });
  await page.getByLabel('Product key').waitFor();
  await page.getByLabel('System type').selectOption({ label: 'BX software (BX9000)' });
  await page.getByText('The product key is filled in with the first activation').waitFor();
  const first = await make(page, { type: 'BX software (BX9000)', hkc: `23${digits}`, name: 'First' });
  await page.getByRole('link', { name: 'Add a child location' }).click();
  await page.getByRole('heading', { name: 'Add a location to First' }).waitFor();
  await make(page, { type: 'BX software (BX9000)', hkc: `24${digits}`, name: 'Second' });
  await page.getByRole('region', { name: 'Belongs together' }).getByRole('link', { name: 'First' }).click();
  await page.getByRole('heading', { name: 'First', exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Add a child location' }).count(), 0, 'a pair is two');
  const lines = [{ part: 'LK955010', quantity: 1 }];
  const order = await shipped(browser, lines);
  await activated(page, first, order, lines);
  await page.getByLabel('Details').getByText(/^[0-9A-F]{15}$/).waitFor();
  await sound(page, 'a redundant pair, on a phone');
  const [download] = await saves(page, page.getByRole('button', { name: 'Save licence file 1' }));
  assert.match(download.suggestedFilename(), /^AA_[0-9A-F]{15}_out\.zip$/);
  await page.context().close();
});

test('a licence file from elsewhere is awaited, sent and saved', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Works');
  const location = await make(page, { type: 'Expense Management', hkc: fresh(8), name: 'Costs' });
  const section = page.getByRole('region', { name: 'Licence file from elsewhere' });
  await section.getByText("comes from the system's own maker").waitFor();
  const lines = [{ part: 'LK660100', quantity: 2 }];
  const order = await shipped(browser, lines);
  await follow(page, `/bin/${order}/attach?location=${location}`);
  await page.locator('.chosen').getByText('Costs').waitFor();
  await page.getByLabel(/^Units of Expense Management/).fill('1');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByText('cannot be split').filter({ visible: true }).first().waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel(/^Units of Expense Management/).fill('2');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await page.getByLabel('I accept the terms on behalf of the customer').check();
  await page.getByRole('button', { name: 'Activate for good' }).click();
  await page.getByText("The licence file comes from the system's own maker.").waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await section.getByText("made of the customer's protect.dat").waitFor();
  await sound(page, 'a licence file that is awaited');
  const dat = { name: 'protect.dat', mimeType: 'application/octet-stream', buffer: Buffer.from('of the customer') };
  await section.getByLabel("Choose the customer's file").setInputFiles(dat);
  await section.getByText('protect.dat was sent along').waitFor();

  const vendor = await open(browser, { viewport: { width: 360, height: 740 } });
  await signIn(vendor, /Nora Bell/);
  const { sales_order } = await (await desk(vendor))('GET', `/api/orders/${order}`);
  await follow(vendor, '/awaited-files');
  await vendor.getByRole('heading', { name: 'Files to send' }).waitFor();
  await vendor.getByRole('link', { name: sales_order }).waitFor();
  await sound(vendor, 'what waits for files, on a phone');
  const licence = (name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('licence') });
  await vendor.getByLabel('Choose files').setInputFiles([licence(`ME-${sales_order}.lic`), licence('other.lic')]);
  await vendor.getByText('No order that waits has a number').waitFor();
  await vendor.getByRole('cell', { name: `${sales_order}, Fenwick Telecom` }).waitFor();
  await sound(vendor, 'files and where they go, on a phone');
  await vendor.getByRole('button', { name: 'Send 1 file' }).click();
  await vendor.getByRole('table', { name: 'Files that were chosen' }).getByText('Sent', { exact: true }).waitFor();
  await vendor.getByRole('link', { name: sales_order }).waitFor({ state: 'detached' });
  await follow(vendor, `/orders/${order}`);
  const there = vendor.getByRole('region', { name: 'Licence file from elsewhere' });
  await there.getByText(`ME-${sales_order}.lic`).waitFor();
  const [request] = await saves(vendor, there.getByRole('button', { name: "Save the customer's protect.dat" }));
  assert.equal(request.suggestedFilename(), 'protect.dat');
  await there.getByLabel('Choose the licence file').setInputFiles(licence('page.html'));
  await there.getByText('one of these endings').first().waitFor();
  await sound(vendor, 'a file that is not taken, on a phone');
  await vendor.context().close();

  await newestMail('freya.lind@example.com', new RegExp(`^Your licence file for sales order ${sales_order}`));
  await page.reload();
  const [file] = await saves(page, section.getByRole('button', { name: `Save ME-${sales_order}.lic` }));
  assert.equal(file.suggestedFilename(), `ME-${sales_order}.lic`);
  await page.context().close();
});

test('a CP10 becomes a CP20 after a look at what moves', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Tower');
  const digits = fresh(10);
  const location = await make(page, { type: 'SV9100 CP10', hkc: `34${digits}`, name: 'Switch' });
  assert.equal(await page.getByRole('link', { name: 'Migrate' }).count(), 0);
  const lines = [{ part: 'BE114063', quantity: 8 }, { part: 'BE114044', quantity: 1 }];
  const order = await shipped(browser, lines);
  await activated(page, location, order, lines);
  await page.getByRole('link', { name: 'Migrate' }).click();
  await page.getByRole('heading', { name: 'Migrate the system' }).waitFor();
  await page.getByLabel('of the new hardware').fill(`34${digits}`);
  await page.getByRole('button', { name: 'Show what moves' }).click();
  await page.getByText('An SV9100 CP20 hardware key code is 44').first().waitFor();
  await page.getByLabel('of the new hardware').fill(`44${digits}`);
  await page.getByRole('button', { name: 'Show what moves' }).click();
  await page.getByText('It has no counterpart in SV9100 CP20.').waitFor();
  await page.getByRole('heading', { name: '1 licence moves' }).waitFor();
  await sound(page, 'what moves and what stays behind');
  await page.getByRole('button', { name: 'Migrate for good' }).click();
  await page.getByRole('heading', { name: 'Switch', exact: true }).waitFor();
  await page.getByLabel('Details').getByText(`44${digits}`).waitFor();
  await page.getByText(/^MIGSU_\d{10} \(shipped as /).waitFor();
  await sound(page, 'a system that became another');
  await page.getByRole('link', { name: 'What it was' }).click();
  await page.getByRole('heading', { name: 'What the location was' }).waitFor();
  await page.getByText('SV9100 VERSION LIC (R2)').waitFor();
  await sound(page, 'what a location was');
  await page.context().close();
});

test('a demo licence is made, and says that it is one', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Fair');
  await make(page, { type: 'SV9100 CP20', hkc: `44${fresh(10)}`, name: 'Stand' });
  const section = page.getByRole('region', { name: 'Demo and service licences' });
  await section.getByRole('button', { name: 'Make a demo licence' }).click();
  await page.getByText('When it ends, the system needs its own licence file again').waitFor();
  await sound(page, 'a demo licence that is to be made');
  const [download] = await saves(page, page.getByRole('button', { name: 'Make and save the file' }));
  assert.match(download.suggestedFilename(), /-demo\.lic$/);
  await page.getByRole('cell', { name: /Demo licence/ }).waitFor();
  await section.getByText(/^Demo licence/).first().waitFor();
  await sound(page, 'a location with a demo licence');
  await page.context().close();
});

test('an SV9500 Appliance has two codes that differ', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Court');
  await page.getByLabel('System type').selectOption({ label: 'SV9500 Appliance Server Model' });
  await page.getByLabel('Secondary').waitFor();
  await sound(page, 'the form of a system with two codes');
  await page.context().close();
});

test('hardware is replaced, by the dealer and by the vendor, and at night it goes on at once', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Light');
  const base = Number(fresh(8)) + 1;
  const hkc = (n) => `1904${String(base + n).padStart(8, '0')}`;
  const location = await make(page, { type: 'SV8100', hkc: hkc(0), name: 'Tower' });
  const lines = [{ part: 'BE107585', quantity: 1 }];
  await activated(page, location, await shipped(browser, lines), lines);
  await page.getByRole('link', { name: 'Replace hardware' }).click();
  await page.getByRole('heading', { name: 'Replace the hardware' }).waitFor();
  await sound(page, 'the page that replaces hardware');
  const replaces = page.getByRole('region', { name: 'New hardware' });
  await replaces.getByLabel('of the new hardware').fill(hkc(0));
  await replaces.getByLabel('Reason').fill('Struck by lightning');
  await replaces.getByRole('button', { name: 'Replace for good' }).click();
  await replaces.getByText('This is the hardware key code that the location has').filter({ visible: true }).first().waitFor();
  await replaces.getByLabel('of the new hardware').fill(hkc(1));
  await replaces.getByRole('button', { name: 'Replace for good' }).click();
  await page.getByLabel('Details').getByText(hkc(1)).waitFor();
  await page.getByRole('button', { name: 'Save licence file 2' }).waitFor();

  // Whether there is an emergency licence depends on the hour; either answer says what to do.
  await page.getByRole('link', { name: 'Replace hardware' }).click();
  await page.getByRole('link', { name: 'Emergency licence' }).click();
  await page.getByRole('heading', { name: 'Emergency licence' }).waitFor();
  await page.getByLabel('of the hardware that takes over').fill(hkc(2));
  await page.getByLabel('What happened').fill('Dead board');
  await page.getByRole('button', { name: 'Make the emergency licence' }).click();
  const given = page.getByRole('note').filter({ hasText: 'An emergency licence keeps' });
  const asked = page.getByText('Within office hours').filter({ visible: true }).first();
  await given.or(asked).first().waitFor();
  const night = await given.isVisible();
  await sound(page, 'after an emergency licence was asked for');

  const vendor = await open(browser, { viewport: { width: 360, height: 740 } });
  await signIn(vendor, /Nora Bell/);
  await follow(vendor, '/hardware');
  await vendor.getByRole('heading', { name: 'Replace hardware' }).waitFor();
  if (night) await vendor.getByRole('cell', { name: hkc(2) }).waitFor();
  await sound(vendor, 'where the vendor replaces hardware, on a phone');
  await vendor.getByLabel('that the location has').fill(hkc(0));
  await vendor.getByLabel('of the new hardware').fill(hkc(3));
  await vendor.getByLabel('Reason').fill('Asked by telephone');
  await vendor.getByRole('button', { name: 'Replace for good' }).click();
  await vendor.getByText('No location has this hardware key code').filter({ visible: true }).first().waitFor();
  await vendor.getByLabel('that the location has').fill(hkc(1));
  await vendor.getByRole('button', { name: 'Replace for good' }).click();
  await vendor.getByText(`Tower has ${hkc(3)} in the place of ${hkc(1)} now.`).waitFor();
  if (night) await vendor.getByRole('cell', { name: hkc(2) }).waitFor({ state: 'detached' });
  await vendor.context().close();

  await follow(page, `/locations/${location}`);
  await page.getByLabel('Details').getByText(hkc(3)).waitFor();
  await page.getByText('Struck by lightning').first().waitFor();
  await page.context().close();
});

test('hardware key codes are looked up, by whoever has them and by the vendor', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Office');
  const hkc = `1904${String(Number(fresh(8)) + 1).padStart(8, '0')}`;
  const location = await make(page, { type: 'SV8100', hkc, name: 'Desk' });
  const next = `1904${String(Number(hkc.slice(4)) + 1).padStart(8, '0')}`;
  const call = await desk(page);
  await call('POST', `/api/locations/${location}/hardware-replacement`, { hkc: next, reason: 'Dead board' });
  await follow(page, '/hkcs');
  await page.getByRole('heading', { name: 'HKC look-up' }).waitFor();
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByText('Enter 1 to 50 hardware key codes').filter({ visible: true }).first().waitFor();
  await page.getByLabel('Hardware key codes').fill(`${hkc}\n${next}\n190400000000\n`);
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByRole('cell', { name: "Replaced, nobody's again" }).waitFor();
  await page.getByRole('cell', { name: 'In use' }).waitFor();
  await page.getByRole('cell', { name: 'No location has or had it' }).waitFor();
  await sound(page, 'hardware key codes that were looked up');
  await page.context().close();

  const vendor = await open(browser, { viewport: { width: 360, height: 740 } });
  await signIn(vendor, /Nora Bell/);
  await follow(vendor, '/hkcs');
  await vendor.getByLabel('Hardware key codes').fill(hkc);
  await vendor.getByRole('button', { name: 'Look up' }).click();
  await vendor.getByRole('cell', { name: 'Fenwick Telecom' }).waitFor();
  await sound(vendor, 'a hardware key code that the vendor looked up, on a phone');
  await vendor.context().close();
});

test('software key codes are looked up, by whoever has them and by the vendor', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Library');
  const hkc = `1904${fresh(8)}`;
  const location = await make(page, { type: 'SV8100', hkc, name: 'Counter' });
  const lines = [{ part: 'BE107585', quantity: 3 }];
  const order = await shipped(browser, lines);
  const call = await desk(page);
  const { attached } = await call('POST', `/api/locations/${location}/attach`, { order_id: order, lines });
  const code = attached[0].software_key_code;
  await follow(page, '/hkcs');
  await page.getByRole('navigation', { name: 'Look-up' }).getByRole('link', { name: 'Software key code' }).click();
  await page.getByRole('heading', { name: 'Software key code look-up' }).waitFor();
  await page.getByLabel('Software key codes').fill(`${code}, HV19`);
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByText('Code 2: A software key code has 20 digits and letters').waitFor();
  await page.getByLabel('Software key codes').fill(`${code}\nHV19BBXB9E9CVDK52N0W\n`);
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByRole('cell', { name: 'Attached' }).waitFor();
  await page.getByRole('cell', { name: 'No licence has it' }).waitFor();
  await sound(page, 'software key codes that were looked up');
  await page.getByRole('cell', { name: 'Counter' }).getByRole('link').click();
  await page.getByRole('heading', { name: 'Counter', exact: true }).waitFor();
  await page.context().close();

  const vendor = await open(browser, { viewport: { width: 360, height: 740 } });
  await signIn(vendor, /Nora Bell/);
  await follow(vendor, '/software-key-codes');
  await vendor.getByLabel('Software key codes').fill(code);
  await vendor.getByRole('button', { name: 'Look up' }).click();
  await vendor.getByRole('cell', { name: 'Fenwick Telecom' }).waitFor();
  await vendor.getByRole('cell', { name: hkc }).waitFor();
  await sound(vendor, 'a software key code that the vendor looked up, on a phone');
  await vendor.context().close();
});

test('orders are looked up by their numbers, and show where their licences are', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Harbour Museum');
  const location = await make(page, { type: 'SV8100', hkc: `1904${fresh(8)}`, name: 'Foyer' });
  const lines = [{ part: 'BE107585', quantity: 3 }];
  const order = await shipped(browser, lines);
  const call = await desk(page);
  await call('POST', `/api/locations/${location}/attach`, { order_id: order, lines });
  const { purchase_order: number } = await call('GET', `/api/orders/${order}`);
  await follow(page, '/order-numbers');
  await page.getByRole('heading', { name: 'PO and SO look-up' }).waitFor();
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.locator('.invalid-feedback, .field-error').filter({ visible: true }).first().waitFor();
  await page.getByLabel('PO or SO').fill('no such number');
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByText('No order that you may see has such a number.').waitFor();
  await page.getByLabel('PO or SO').fill(number);
  const link = page.getByRole('cell', { name: number, exact: true }).getByRole('link').first();
  // The index follows within a moment.
  while ((await call('POST', '/api/orders/find', { number })).items.length === 0);
  await page.getByRole('button', { name: 'Look up' }).click();
  await link.waitFor();
  await sound(page, 'orders that were looked up');
  await link.click();
  const places = page.getByRole('region', { name: 'Where its licences are' });
  await places.getByRole('link', { name: 'Foyer' }).waitFor();
  await places.getByRole('cell', { name: 'Attached' }).waitFor();
  await sound(page, 'where an order\'s licences are');
  await page.context().close();
});

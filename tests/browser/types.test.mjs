// System types with a way of their own, from the location to the licence file.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, follow, launch, open, signIn, sound } from './browser.mjs';
import { begun, shipped } from './partner.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Fills in the form for a system that a code is made for. */
async function fill(page, { type, label, from, name }) {
  await page.getByLabel('System type').selectOption({ label: type });
  await page.getByLabel(label).fill(from);
  assert.equal(await page.getByLabel('Hardware key code (HKC)').count(), 0, 'nothing else is asked for');
  await page.getByLabel('Location name').fill(name);
  await page.getByLabel('Customer e-mail').fill('front.desk@example.com');
  await page.getByRole('button', { name: 'Save location' }).click();
}

test('a hardware key code is made from a MAC address, once', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  const customer = await begun(page, 'Orchard Hotel');
  await page.getByLabel('System type').selectOption({ label: 'SV8100' });
  await page.getByLabel('Hardware key code (HKC)').fill('191000399777');
  const small = { type: 'SV9500 Small Enterprise', label: 'MAC address', name: 'Cellar' };
  await fill(page, { ...small, from: '6c-e4-da-01-37' });
  await page.getByText('A MAC address of a network card is 12 hexadecimal digits').first().waitFor();
  await sound(page, 'a MAC address that is none');
  await page.getByLabel('MAC address').fill('6c-e4-da-01-37-8c');
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('heading', { name: 'Cellar', exact: true }).waitFor();
  const details = page.getByLabel('Details');
  await details.getByText('6CE4DA01378C').waitFor();
  await details.getByText(/^35[0-9A-F]{26}$/).waitFor();
  await sound(page, 'a location whose code was made');
  // Its client came with it, and leads back.
  const family = page.getByRole('region', { name: 'Belongs together' });
  await family.getByRole('link', { name: 'Cellar_LMC' }).click();
  await page.getByRole('heading', { name: 'Cellar_LMC' }).waitFor();
  await sound(page, 'a client of a location');
  await family.getByRole('link', { name: 'Cellar', exact: true }).click();
  await page.getByRole('heading', { name: 'Cellar', exact: true }).waitFor();

  await follow(page, `/customers/${customer}/locations/new`);
  await fill(page, { ...small, from: '6CE4DA01378C', name: 'Attic' });
  await page.getByText('A hardware key code was made from this already').first().waitFor();
  await page.context().close();
});

test('a computer gets another name, and its hardware key code stays', async () => {
  const page = await open(browser, { viewport: { width: 360, height: 740 } });
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Orchard Clinic');
  const server = { type: 'iS3000 / SIP@Net Server, dongle-less', label: 'Full computer name', from: 'PBX.orchard.example.com' };
  await fill(page, { ...server, name: 'Server room' });
  await page.getByRole('heading', { name: 'Server room', exact: true }).waitFor();
  const details = page.getByLabel('Details');
  await details.getByText('pbx.orchard.example.com').waitFor();
  const code = await details.getByText(/^aa0016HN\d{12}AA$/).innerText();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('heading', { name: 'Edit location' }).waitFor();
  await page.getByLabel('Full computer name').fill('pbx-2.orchard.example.com');
  await sound(page, 'another computer name, on a phone');
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('heading', { name: 'Server room', exact: true }).waitFor();
  await details.getByText('pbx-2.orchard.example.com').waitFor();
  assert.equal(await details.getByText(code).count(), 1);
  await page.context().close();
});

test('a standard server gets its hardware key code with the virtualization option', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Orchard Tower');
  await page.getByLabel('System type').selectOption({ label: 'SV9500 Standard Server Model' });
  await page.getByText('A temporary key is made when you save').waitFor();
  assert.equal(await page.getByLabel('Hardware key code (HKC)').count(), 0);
  await page.getByLabel('Location name').fill('Virtual server');
  await page.getByLabel('Customer e-mail').fill('front.desk@example.com');
  await sound(page, 'a location that gets a temporary key');
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('heading', { name: 'Virtual server', exact: true }).waitFor();
  const details = page.getByLabel('Details');
  await details.getByText(/^35-\d{12}-\d{3}-TEMP-KEY$/).waitFor();
  const waits = page.getByRole('region', { name: 'Make the hardware key code' });
  await waits.getByText('SV9500 Lic Virtualization Option').waitFor();
  await sound(page, 'what comes before the hardware key code');

  // The vendor ships what it takes; the bin is where the section leads.
  const location = page.url().split('/').at(-1);
  const lines = [{ part: 'BE114234', quantity: 1 }, { part: 'BE114263', quantity: 100 }];
  const order = await shipped(browser, lines);
  const call = await desk(page);
  await follow(page, `/bin/${order}/attach?location=${location}`);
  await page.getByRole('heading', { name: /^Attach from/ }).waitFor();
  await page.locator('.chosen').getByText('Virtual server').waitFor();
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByText('Attach one unit of the part that grants virtualization first').filter({ visible: true }).first().waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Units of SV9500 Lic Client BASIC Voice to attach').fill('0');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('heading', { name: 'Virtual server', exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Activate', exact: true }).count(), 0);
  await page.getByLabel('IP address').fill('192.0.2');
  await page.getByLabel('I accept the terms on behalf of the customer').check();
  await page.getByRole('button', { name: 'Make hardware key code' }).click();
  await page.getByText('An IP address of a server is four numbers').first().waitFor();
  await sound(page, 'an IP address that is none');
  await page.getByLabel('IP address').fill('192.0.2.105');
  await page.getByRole('button', { name: 'Make hardware key code' }).click();
  await details.getByText(/^35[0-9A-F]{26}$/).waitFor();
  await details.getByText('192.0.2.105').waitFor();
  await page.getByRole('region', { name: 'Licence files' }).getByText(/^\d{4}-\d{4}-\d{4}-\d{4}$/).waitFor();
  await sound(page, 'a hardware key code that was made later');
  // The rest is attached and activated as everywhere.
  const attached = await call('POST', `/api/locations/${location}/attach`, { order_id: order, lines: [lines[1]] });
  assert.equal(attached.attached.length, 1);
  await page.reload();
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await page.getByLabel('I accept the terms on behalf of the customer').check();
  await page.getByRole('button', { name: 'Activate for good' }).click();
  await page.getByText(/^Activation code:/).waitFor();
  await sound(page, 'a file that comes with an activation code');
  await page.context().close();
});

test('an SR-MGC is added to its SV8500, which shows what is activated there', async () => {
  const page = await open(browser, { viewport: { width: 360, height: 740 } });
  await signIn(page, /Freya Lind/, '/customers');
  await begun(page, 'Orchard Campus');
  await page.getByLabel('System type').selectOption({ label: 'SV8500' });
  await page.getByLabel('Hardware key code (HKC)').fill('22CC538207AFD058020640CD58xO');
  await page.getByLabel('Location name').fill('Main');
  await page.getByLabel('Customer e-mail').fill('front.desk@example.com');
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('heading', { name: 'Main', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Add a child location' }).click();
  await page.getByRole('heading', { name: 'Add a location to Main' }).waitFor();
  await page.getByLabel('System type').locator('option', { hasText: 'SR-MGC(E)' }).waitFor({ state: 'attached' });
  const kinds = await page.getByLabel('System type').locator('option').allInnerTexts();
  assert.deepEqual(kinds.filter((kind) => kind.startsWith('SR')), ['SR-MGC(E)', 'SR-MGC(S)']);
  assert.equal(kinds.includes('SV8100'), false);
  await page.getByLabel('System type').selectOption({ label: 'SR-MGC(E)' });
  await page.getByLabel('Location name').fill('Gateway for Main');
  await sound(page, 'a child location, on a phone');
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('heading', { name: 'Gateway for Main', exact: true }).waitFor();
  await page.getByLabel('Details').getByText(/^22-\d{12}-\d{3}-TEMP-KEY$/).waitFor();
  const child = page.url().split('/').at(-1);
  const lines = [{ part: 'EU900074', quantity: 1 }, { part: 'EU900050', quantity: 500 }];
  const order = await shipped(browser, lines);
  const call = await desk(page);
  const { attached } = await call('POST', `/api/locations/${child}/attach`, { order_id: order, lines });
  const software_key_codes = attached.map((licence) => licence.software_key_code);
  await call('POST', `/api/locations/${child}/activate`, { software_key_codes, terms_accepted: true });
  await page.getByRole('region', { name: 'Belongs together' }).getByRole('link', { name: 'Main' }).click();
  await page.getByRole('heading', { name: 'Main', exact: true }).waitFor();
  const there = page.getByRole('region', { name: 'Activated at Gateway for Main' });
  await there.getByText('SR-MGC Lic Sys Capacity 1 port').waitFor();
  await sound(page, 'what is activated at a child');
  await there.getByRole('link', { name: 'Go to it' }).click();
  await page.getByRole('heading', { name: 'Gateway for Main', exact: true }).waitFor();
  await page.context().close();
});

// System types whose hardware key codes are made here: from a computer's name, a domain, a MAC address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, follow, launch, open, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** A customer of this run, and the page of a location that is to be made for it. */
async function begun(page, name) {
  const call = await desk(page);
  const address = { city: 'Hilversum', country: 'NL' };
  const { customer_id } = await call('POST', '/api/customers', { name, address });
  await follow(page, `/customers/${customer_id}/locations/new`);
  return customer_id;
}

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

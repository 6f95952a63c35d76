// Locations that go from one dealer to another: offered and accepted, asked for and declined, ordered by the
// vendor; what the old dealer goes on reading.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, follow, launch, newestMail, open, settled, signIn, sound } from './browser.mjs';
import { shipped } from './partner.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const phone = { viewport: { width: 320, height: 700 } };
const fresh = (digits) => String(Date.now() + Math.floor(Math.random() * 1000)).slice(-digits);

/** A dealer's location with an activated licence. */
async function activated(page, name) {
  const call = await desk(page);
  const { customer_id } = await call('POST', '/api/customers', { name: `${name} Trust`, address: { city: 'Leith', country: 'GB' } });
  const hkc = `19${fresh(10)}`;
  const details = { name, address: { country: 'GB' }, customer_email: 'trust@example.com', dealer_email: 'dealer@example.com' };
  const { location_id } = await call('POST', `/api/customers/${customer_id}/locations`, { system_type: 'sv8100', hkc, details });
  const lines = [{ part: 'BE107585', quantity: 20 }];
  const order_id = await shipped(browser, lines);
  const { attached } = await call('POST', `/api/locations/${location_id}/attach`, { order_id, lines });
  const software_key_codes = attached.map((licence) => licence.software_key_code);
  await call('POST', `/api/locations/${location_id}/activate`, { software_key_codes, terms_accepted: true });
  return { location_id, hkc };
}

test('a location is handed over by the vendor, and its old dealer goes on reading it', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  const { location_id, hkc } = await activated(page, 'Old mill');

  const vendor = await open(browser, phone);
  await signIn(vendor, /Nora Bell/);
  await follow(vendor, '/hkcs');
  await vendor.getByRole('link', { name: 'Hand over' }).click();
  await vendor.getByRole('heading', { level: 1, name: 'Hand over a location' }).waitFor();
  await settled(vendor);
  await sound(vendor, 'hand over, on a phone');
  await vendor.getByLabel('Hardware key code (HKC)').fill(hkc);
  await vendor.getByLabel('New dealer or distributor').selectOption({ label: 'Alder Networks' });
  await vendor.getByLabel('Whom the customer can ask there').fill('quay@example.com');
  await vendor.getByRole('button', { name: 'See what goes along' }).click();
  await vendor.getByText('This was not done').first().waitFor();
  await vendor.getByLabel('Reason').fill('Fenwick closed its branch.');
  await vendor.getByRole('button', { name: 'See what goes along' }).click();
  const along = vendor.getByRole('region', { name: 'What goes along' });
  await along.getByText('Old mill').waitFor();
  await sound(vendor, 'what goes along, on a phone');
  await vendor.getByRole('button', { name: 'Hand over', exact: true }).click();
  await vendor.getByRole('region', { name: 'Ordered transfers' }).getByText(hkc).waitFor();
  await sound(vendor, 'handed over, on a phone');
  await vendor.context().close();

  // What was until then is read, and nothing can be done.
  await page.goto(page.url());
  // Whoever is signed in anew is led to where they were.
  await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
  await settled(page);
  await follow(page, `/locations/${location_id}`);
  await page.getByText('There is no such thing here').first().waitFor();
  await follow(page, '/transfers');
  await page.getByRole('link', { name: hkc }).waitFor();
  await sound(page, 'transfers');
  await page.getByRole('link', { name: 'Handed over' }).click();
  await page.getByRole('link', { name: 'Old mill' }).click();
  await page.getByText('Read only: this location went to another dealer').waitFor();
  await page.getByRole('region', { name: 'Activated licences' }).getByText('BE107585').waitFor();
  await page.getByRole('region', { name: 'History' }).getByText(/^Activated for good/).waitFor();
  await sound(page, 'what was handed over');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save licence file 1' }).click()]);
  assert.equal(file.suggestedFilename(), `${hkc}.lic`);
  await page.setViewportSize(phone.viewport);
  await sound(page, 'what was handed over, on a phone');
  await page.context().close();
});

test("a location is offered, and is the other dealer's once that accepts", async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  const { location_id, hkc } = await activated(page, 'High mill');
  const call = await desk(page);
  await call('POST', `/api/locations/${location_id}/transfers`, { email: 'ada.novak@example.com', reason: 'We leave the region.' });
  await newestMail('ada.novak@example.com', new RegExp(`${hkc} waits for you`));
  const other = await open(browser, phone);
  await signIn(other, /Ada Novak/, '/transfers');
  await other.getByRole('link', { name: hkc }).click();
  await other.getByRole('heading', { level: 1, name: `Transfer of ${hkc}` }).waitFor();
  await settled(other);
  await other.getByText('Waits for you').waitFor();
  await other.getByRole('region', { name: 'What goes along' }).getByText('High mill').waitFor();
  await sound(other, 'a transfer to decide on, on a phone');
  await other.getByRole('button', { name: 'Accept' }).click();
  await other.getByText('Done', { exact: true }).waitFor();
  await sound(other, 'a transfer that is done, on a phone');
  await other.getByRole('link', { name: 'Go to the location' }).click();
  await other.getByRole('heading', { level: 1, name: 'High mill' }).waitFor();
  await other.getByText('The location went from Fenwick Telecom to Alder Networks').waitFor();
  await other.context().close();
  await newestMail('freya.lind@example.com', new RegExp(`transfer of ${hkc} is done`));
  await follow(page, '/handed-over');
  await page.getByRole('link', { name: 'High mill' }).waitFor();
  await sound(page, 'what was handed over, listed');
  await page.context().close();
});

test('a location is offered, and the offer withdrawn', async () => {
  const page = await open(browser, phone);
  await signIn(page, /Freya Lind/, '/customers');
  const { location_id, hkc } = await activated(page, 'New mill');
  await follow(page, `/locations/${location_id}`);
  await page.getByRole('link', { name: 'Hand over' }).click();
  await page.getByRole('heading', { level: 1, name: 'Hand over to another dealer' }).waitFor();
  await settled(page);
  await sound(page, 'an offer, on a phone');
  await page.getByLabel('E-mail address of a user of the other dealer').fill('who@example.com');
  await page.getByLabel('Reason').fill('We leave the region.');
  await page.getByRole('button', { name: 'Offer' }).click();
  await page.getByRole('heading', { level: 1, name: `Transfer of ${hkc}` }).waitFor();
  await settled(page);
  await page.getByText('Waits for the other', { exact: true }).waitFor();
  await sound(page, 'a transfer that waits, on a phone');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('Withdrawn', { exact: true }).waitFor();
  await sound(page, 'a transfer that was withdrawn');

  await follow(page, '/transfers/ask');
  await sound(page, 'asking for a location, on a phone');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('This was not done').first().waitFor();
  await page.getByLabel('Hardware key code (HKC)').fill(hkc);
  await page.getByLabel('Reason').fill('Ours.');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('This location is yours already.').first().waitFor();
  await page.context().close();
});
